import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Document } from "yaml";
import { type Copy, linkPackages } from "../../sandbox/pulumi/copy.ts";

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
