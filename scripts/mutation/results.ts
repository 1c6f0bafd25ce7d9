import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { page } from "./page.ts";
import type { Result } from "./result.ts";

const folder = join(import.meta.dirname, "results");
export const pageFile = join(import.meta.dirname, "../../docs/reference/mutation.md");

/** What was measured last, of every part that was. */
export const results = (): readonly Result[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")))
    : [];

/** Writes the result of one part, and the page anew. */
export function writeResult(result: Result): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.part}.json`), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(pageFile, page(results()));
}
