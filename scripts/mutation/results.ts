import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { page } from "./page.ts";
import type { Part } from "./parts.ts";
import type { Result } from "./result.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(import.meta.dirname, "results");
export const pageFile = join(root, "docs/reference/mutation.md");

/** What was measured last, of every part that was. */
export const results = (): readonly Result[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")))
    : [];

/** What the code of a part and its tests are now. */
export function stateOf({ mutate, tests, beside = [] }: Pick<Part, "mutate" | "tests" | "beside">): string {
  const hash = createHash("sha256");
  for (const file of globSync([...mutate, ...tests, ...beside], { cwd: root }).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Whether a part was never measured, or is not what it was. */
export const isChanged = (part: Part, measured: readonly Result[] = results()): boolean =>
  measured.find((one) => one.part === part.id)?.of !== stateOf(part);

/** Writes the result of one part, and the page anew. */
export function writeResult(result: Result): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.part}.json`), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(pageFile, page(results()));
}
