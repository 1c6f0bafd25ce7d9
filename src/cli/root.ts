import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "./command.ts";

const FILE = "Pulumi.yaml";

/** The project's folder: the one that was named, or the nearest above that has a `Pulumi.yaml`. */
export function rootFor(cwd: string, named: string | undefined): string {
  if (named !== undefined) {
    const root = resolve(cwd, named);
    if (existsSync(join(root, FILE))) return root;
    throw new UsageError(`There is no ${FILE} in ${named}, so it is not the root of a project.`);
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, FILE))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new UsageError(
    `There is no ${FILE} here or in a folder above. Go to a project, or name it with --root DIR.`,
  );
}
