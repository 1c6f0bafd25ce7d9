import { readFileSync, writeFileSync } from "node:fs";
import type { Measured } from "./figures.ts";

/** One run, and what it ran on: only figures of one kind of machine compare. */
export interface Entry {
  readonly day: string;
  readonly commit: string;
  readonly machine: string;
  readonly node: string;
  readonly figures: Measured;
}

/** Enough to see a trend; the rest is in the history of the file. */
const KEPT = 40;

export function readHistory(file: string): readonly Entry[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Entry[];
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw cause;
  }
}

/** The last entry of the same machine and another commit. */
export const comparable = (
  history: readonly Entry[],
  { machine, commit }: Pick<Entry, "machine" | "commit">,
) => history.findLast((entry) => entry.machine === machine && entry.commit !== commit);

/** The history with one more entry. A second run of one commit takes the place of the first. */
export const withEntry = (history: readonly Entry[], entry: Entry): readonly Entry[] =>
  [
    ...history.filter(({ machine, commit }) => machine !== entry.machine || commit !== entry.commit),
    entry,
  ].slice(-KEPT);

/** One line an entry, so that a difference reads like a table. */
export const writeHistory = (file: string, history: readonly Entry[]): void =>
  writeFileSync(file, `[\n${history.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n")}\n]\n`);
