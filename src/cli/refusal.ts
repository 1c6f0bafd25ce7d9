import { isError, type Problem } from "../documents/problem.ts";
import type { Call, ExitCode } from "./command.ts";
import { plain } from "./paint.ts";
import { problemsText, verdict } from "./problems.ts";

/** Says what stands against a result, away from where the result would stand. */
export function refuse({ io }: Call, problems: readonly Problem[]): ExitCode {
  const errors = problems.filter(isError);
  io.err(`${problemsText(errors, plain)}\n\n${verdict(errors, plain)}\n`);
  return 1;
}
