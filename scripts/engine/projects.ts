import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { Document, isMap, parseDocument, type YAMLMap } from "yaml";

/** A copy of a project that the CLI may write into. */
export interface Copy {
  readonly folder: string;
  readonly project: string;
  readonly stacks: readonly string[];
  /** Paths of the values that are secret, by stack. They have to be encrypted again, for the recording's passphrase. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
}

const left = new Set(["node_modules", ".git", "out", "dist", "coverage", "tests", "docs"]);
const stackFile = /^Pulumi\.(.+)\.ya?ml$/;

/** The project with its stack files, whose secrets nobody here could decrypt: they are taken out and remembered. */
export function copyProject(root: string, folder: string): Copy {
  cpSync(root, folder, { recursive: true, filter: (path) => !left.has(relative(root, path)) });
  linkPackages(root, folder);
  const files = readdirSync(folder).filter((file) => stackFile.test(file));
  const secrets = new Map(files.map((file) => [stackOf(file), withoutSecrets(join(folder, file))]));
  const { name } = parseDocument(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).toJS() as {
    name: string;
  };
  return { folder, project: name, stacks: [...secrets.keys()].sort(), secrets };
}

const stackOf = (file: string): string => stackFile.exec(file)?.[1] ?? file;

function linkPackages(root: string, folder: string): void {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
}

function withoutSecrets(file: string): readonly string[] {
  const document = parseDocument(readFileSync(file, "utf8"));
  for (const key of ["encryptionsalt", "encryptedkey", "secretsprovider"]) document.delete(key);
  const paths: string[] = [];
  const config = document.get("config");
  if (isMap(config)) takeSecrets(config, "", paths);
  writeFileSync(file, document.toString());
  return paths;
}

/** Takes every `{ secure: … }` out of a map, at any depth below it that is made of maps. */
function takeSecrets(map: YAMLMap, path: string, paths: string[]): void {
  for (const { key, value } of [...map.items]) {
    const below = path === "" ? String(key) : `${path}["${key}"]`;
    if (!isMap(value)) continue;
    if (value.has("secure")) {
      paths.push(below);
      map.delete(key);
    } else takeSecrets(value, below, paths);
  }
}

/** The conformance program as a project of its own. */
export function conformanceProject(root: string, fixtures: string, folder: string): Copy {
  mkdirSync(join(folder, "chart"), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    "Pulumi.yaml": "name: cmp\nmain: main.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
    "package.json": '{ "name": "cmp", "type": "module", "private": true }\n',
    "main.ts": 'import { program } from "./program.ts";\n\nexport default program;\n',
    "program.ts": readFileSync(join(fixtures, "program.ts"), "utf8"),
    "chart/Chart.yaml": new Document({ apiVersion: "v2", name: "tiny", version: "0.1.0" }).toString(),
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  if (existsSync(join(root, "node_modules"))) linkPackages(root, folder);
  return { folder, project: "cmp", stacks: ["qa"], secrets: new Map() };
}
