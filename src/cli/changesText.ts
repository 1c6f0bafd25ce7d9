import type { Change, Verdict } from "../render/change.ts";
import { kindIn, pathText, tally, verdicts, visible, warnings } from "./changeWords.ts";
import type { Comparison, StackChanges } from "./comparison.ts";
import type { Brush, Paint } from "./paint.ts";

/** What changes, for a person at a terminal. */
export const changesText = ({ against, stacks }: Comparison, paint: Paint): string =>
  stacks.map((stack) => stackText(stack, against, paint)).join("\n\n");

function stackText({ stack, changes }: StackChanges, against: string, paint: Paint): string {
  const shown = visible(changes);
  const head = `${paint.bold(stack)} against ${against}: ${tally(shown)}`;
  return [head, ...shown.flatMap((change) => changeLines(change, paint))].join("\n");
}

function changeLines(change: Change, paint: Paint): readonly string[] {
  const { verdict, name, paths } = change;
  const mark = verdicts.find((one) => one.verdict === verdict)?.mark ?? " ";
  const brush = brushFor(verdict, paint);
  return [
    `  ${brush(`${mark} ${verdict.padEnd(7)}`)}  ${kindIn(change)} ${name}`,
    ...warnings(change).map((text) => `      ${paint.red("!")} ${text}`),
    ...paths.map((path) => `      ${path.path}: ${paint.dim(pathText(path))}`),
  ];
}

function brushFor(verdict: Verdict, paint: Paint): Brush {
  if (verdict === "create") return paint.green;
  return verdict === "replace" || verdict === "delete" ? paint.red : paint.yellow;
}
