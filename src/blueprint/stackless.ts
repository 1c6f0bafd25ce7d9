import { type Problem, warning } from "../documents/problem.ts";
import { stackFileOf } from "../settings/stackName.ts";
import type { Project } from "./project.ts";

/** Stages that the map says somebody runs, and that have no stack: nothing is deployed there, and nobody notices. */
export function stacklessProblems({ map, stacks }: Project): readonly Problem[] {
  if (map === undefined) return [];
  return [...map.deployments.values()].flatMap(({ name, run }) =>
    [...run].flatMap(([stage, { place, path, release }]) => {
      const called = map.default?.deployment === name ? [stage, `${name}.${stage}`] : [`${name}.${stage}`];
      if (called.some((stack) => stacks.includes(stack))) return [];
      const file = stackFileOf(called[0] ?? stage);
      return warning("stage-without-stack", {
        place,
        path,
        message: `${name} is to run ${release} in ${stage}, and nothing does: there is no ${file}.`,
        remedy: `Write ${file}, or take the stage out of the map.`,
      });
    }),
  );
}
