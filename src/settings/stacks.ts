import { readdirSync } from "node:fs";
import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import { stackFileOf } from "./stackName.ts";

/** The stacks that have a file in the project's root, by name. None where there is no such folder. */
export function stacksIn(root: string): string[] {
  return filesIn(root)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Why the file of a stack cannot be read; where it is absent, with the stacks that are there. */
export function missingStack(root: string, stack: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => {
    if (problem.rule !== "file-missing") return { ...problem, stack };
    const stacks = stacksIn(root);
    return error("stack-missing", {
      place: { file: stackFileOf(stack) },
      stack,
      message: `There is no stack ${JSON.stringify(stack)}: it has no file.${didYouMean(stack, stacks)}`,
      remedy: stacks.length > 0 ? `One of: ${stacks.join(", ")}` : "There is no stack file in this folder.",
    });
  });
}
