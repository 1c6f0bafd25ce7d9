import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { isMap, parseDocument, type YAMLMap } from "yaml";

/** A copy of a project that the CLI may write into. */
export interface Copy {
  readonly folder: string;
  readonly project: string;
  readonly stacks: readonly string[];
  /** Paths of the values that are secret, by stack. They have to be encrypted again, for the recording's passphrase. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
}

/** What no program needs: of the package, and wherever tools leave it, such as the packages of the portal. */
const left = new Set([".github", ".ci", "tests", "docs", "sandbox", "scripts", "bench", "examples"]);
const leftAnywhere = new Set(["node_modules", ".git", "out", "dist", "coverage"]);
const stackFile = /^Pulumi\.(.+)\.ya?ml$/;

/** The project with its stack files, whose secrets nobody here could decrypt: they are taken out and remembered. */
export function copyProject(root: string, to: string): Copy {
  const whole = packageOf(root);
  const within = relative(whole, root);
  const isLeft = (path: string) =>
    leftAnywhere.has(basename(path)) || (left.has(path) && within.split(sep)[0] !== path);
  cpSync(whole, to, { recursive: true, filter: (path) => !isLeft(relative(whole, path)) });
  linkPackages(whole, to);
  const folder = join(to, within);
  const files = readdirSync(folder).filter((file) => stackFile.test(file));
  const secrets = new Map(files.map((file) => [stackOf(file), withoutSecrets(join(folder, file))]));
  const { name } = parseDocument(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).toJS() as {
    name: string;
  };
  return { folder, project: name, stacks: [...secrets.keys()].sort(), secrets };
}

/** A project may be a folder of a package, and use what lies beside it. */
function packageOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) return root;
  }
}

const stackOf = (file: string): string => stackFile.exec(file)?.[1] ?? file;

/** The packages of a project, for another folder. */
export function linkPackages(root: string, folder: string): void {
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
