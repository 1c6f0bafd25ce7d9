import { isError, type Problem } from "../../documents/problem.ts";
import { kindProblems } from "../../upgrade/kinds.ts";
import { lossProblems } from "../../upgrade/losses.ts";
import { orphanProblems } from "../../upgrade/orphans.ts";
import { passageProblems, RENAMED } from "../../upgrade/passage.ts";
import type { Call } from "../command.ts";
import type { Inspection } from "../inspection.ts";
import { compare } from "./comparison.ts";

/** What the way from another revision to this one would lose. */
export async function problemsAgainst(
  call: Call,
  inspection: Inspection,
  revision: string,
): Promise<readonly Problem[]> {
  const { stacks, standings, problems } = await compare(call, inspection, revision);
  // What could not be compared at all has said so.
  if (problems.some(isError)) return problems;
  const { project, compositions } = inspection;
  const passage = passageProblems(project, compositions, standings);
  // A stack that is another deployment now begins empty as a whole: of its single objects nobody has to hear.
  const renamed = passage.filter(({ rule }) => rule === RENAMED).map(({ stack }) => stack);
  const others = stacks.filter(({ stack }) => !renamed.includes(stack));
  return [
    ...problems,
    ...passage,
    ...lossProblems(others, compositions),
    ...orphanProblems(others),
    ...kindProblems(others, compositions),
  ];
}
