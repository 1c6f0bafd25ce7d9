import type { Change, Verdict } from "../../render/change.ts";
import { type StackChanges, visible } from "../../upgrade/stackChanges.ts";
import { kindOf } from "../../vocabulary/resourceType.ts";
import type { Brush, Paint } from "../paint.ts";
import { pathText, tally, type Word, warnings, wordsFor } from "./changeWords.ts";
import type { Comparison } from "./comparison.ts";

/** What changes, for a person at a terminal. */
export const changesText = (comparison: Comparison, paint: Paint): string =>
  comparison.stacks.map((stack) => stackText(stack, comparison, paint)).join("\n\n");

function stackText({ stack, changes }: StackChanges, comparison: Comparison, paint: Paint): string {
  const shown = visible(changes);
  const words = wordsFor(comparison, stack);
  const head = `${paint.bold(stack)} against ${comparison.against}: ${tally(shown, words)}`;
  return [head, ...shown.flatMap((change) => changeLines(change, words, paint))].join("\n");
}

function changeLines(change: Change, words: readonly Word[], paint: Paint): readonly string[] {
  const { verdict, name, paths } = change;
  const { mark = " ", one = verdict } = words.find((word) => word.verdict === verdict) ?? {};
  const brush = brushFor(verdict, paint);
  return [
    `  ${brush(`${mark} ${one.padEnd(7)}`)}  ${kindOf(change)} ${name}`,
    ...warnings(change).map((text) => `      ${paint.red("!")} ${text}`),
    ...paths.map((path) => `      ${path.path}: ${paint.dim(pathText(path))}`),
  ];
}

function brushFor(verdict: Verdict, paint: Paint): Brush {
  if (verdict === "create") return paint.green;
  return verdict === "replace" || verdict === "delete" ? paint.red : paint.yellow;
}
