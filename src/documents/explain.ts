import { isError, type Place, type Problem } from "./problem.ts";

/** `file:line:column`, as editors and terminals turn into a link. */
export const placeText = ({ file, line, column }: Place): string =>
  [file, line, column].filter((part) => part !== undefined).join(":");

/** A problem as a person reads it: where, what is wrong, what to write instead. */
export function problemText({ place, path, stack, message, remedy, severity }: Problem): string {
  const where = place ? placeText(place) : (stack ?? "");
  // A line of the program is wrong for some stacks only; a file of settings tells by itself whose it is.
  const whose = place && !/\.ya?ml$/.test(place.file) ? stack : "";
  const head = [where, path, whose, severity === "warning" ? "(warning)" : ""].filter(
    (part) => part !== undefined && part !== "",
  );
  return [head.join("  "), `  ${message}`, ...(remedy ? [`  ${remedy}`] : [])].join("\n");
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** All problems, one below the other, and how many there are. */
export function explain(problems: readonly Problem[]): string {
  const errors = problems.filter(isError).length;
  const warnings = problems.length - errors;
  const counted = [
    ...(errors > 0 ? [count(errors, "problem")] : []),
    ...(warnings > 0 ? [count(warnings, "warning")] : []),
  ];
  return [...problems.map(problemText), `${counted.join(", ")}.`].join("\n\n");
}
