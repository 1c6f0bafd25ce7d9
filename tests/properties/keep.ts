import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "./generate/case.ts";

const FOLDER = join(import.meta.dirname, "counterexamples");

/** A stack that once broke a property, with the name of the property. Committed, and tried before all others. */
export interface Counterexample {
  readonly file: string;
  readonly broke: string;
  readonly one: Case;
}

export const counterexamples = (): readonly Counterexample[] =>
  existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((file) => file.endsWith(".json"))
        .sort()
        .map((file) => ({ file, ...JSON.parse(readFileSync(join(FOLDER, file), "utf8")) }))
    : [];

/** Keeps a stack that broke a property. Says where. */
export function keepCounterexample(broke: string, one: Case): string {
  const text = `${JSON.stringify({ broke, one }, null, 2)}\n`;
  const file = join(FOLDER, `${broke}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.json`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, text);
  return file;
}
