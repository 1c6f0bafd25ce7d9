import { problemText } from "../documents/explain.ts";
import { isError, type Problem } from "../documents/problem.ts";
import type { Paint } from "./paint.ts";

/** Each problem once: a layer that ten stacks share is wrong in one place. */
export function once(problems: readonly Problem[]): readonly Problem[] {
  const known = new Map(problems.map((problem) => [keyOf(problem), problem]));
  return [...known.values()];
}

const keyOf = ({ rule, place, path, stack, message }: Problem): string =>
  JSON.stringify([
    rule,
    place?.file,
    place?.line,
    place?.column,
    path,
    message,
    isShared(place?.file, stack) ? "" : stack,
  ]);

/** Whether other stacks read the same settings. */
const isShared = (file: string | undefined, stack: string | undefined): boolean =>
  file !== undefined && /\.ya?ml$/.test(file) && file !== `Pulumi.${stack}.yaml`;

/** Problems for a person, one below the other, the most serious first and last what they add up to. */
export function problemsText(problems: readonly Problem[], paint: Paint): string {
  const errors = problems.filter(isError);
  const warnings = problems.filter((problem) => !isError(problem));
  return [...warnings, ...errors].map((problem) => painted(problem, paint)).join("\n\n");
}

function painted(problem: Problem, paint: Paint): string {
  const [head = "", ...rest] = problemText(problem).split("\n");
  return [(isError(problem) ? paint.red : paint.yellow)(head), ...rest].join("\n");
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** `2 problems, 1 warning.` */
export function verdict(problems: readonly Problem[], paint: Paint): string {
  const errors = problems.filter(isError).length;
  const warnings = problems.length - errors;
  if (errors > 0 && warnings > 0)
    return paint.red(`${count(errors, "problem")}, ${count(warnings, "warning")}.`);
  if (errors > 0) return paint.red(`${count(errors, "problem")}.`);
  return warnings > 0 ? paint.yellow(`${count(warnings, "warning")}.`) : paint.green("No problems.");
}
