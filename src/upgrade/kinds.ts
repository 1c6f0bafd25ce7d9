import type { Composition } from "../blueprint/compose.ts";
import { renewal } from "../blueprint/kinds.ts";
import type { Chart, PlatformBlueprint } from "../blueprint/model.ts";
import { type Problem, warning } from "../documents/problem.ts";
import type { Change } from "../render/change.ts";
import { kindOf } from "../vocabulary/resourceType.ts";
import type { StackChanges } from "./stackChanges.ts";

/** Charts that move to another version, and whose kinds would stay behind: Helm leaves alone what it has installed from their folder. */
export const kindProblems = (
  stacks: readonly StackChanges[],
  compositions: readonly Composition[],
): readonly Problem[] =>
  stacks.flatMap(({ stack, changes }) => {
    const blueprint = compositions.find((one) => one.stack === stack)?.blueprint;
    if (blueprint?.kind !== "platform") return [];
    return changes.flatMap((change) => staleIn(change, blueprint)).map((problem) => ({ ...problem, stack }));
  });

function staleIn(change: Change, { charts, cluster }: PlatformBlueprint): readonly Problem[] {
  const moved = change.paths.find(({ path }) => path === "version");
  if (kindOf(change) !== "Release" || change.verdict !== "update" || moved === undefined) return [];
  const chart = charts.find((one) => one.frozenKinds && isOf(change, one));
  if (chart === undefined) return [];
  return [
    warning("kinds-left-behind", {
      message: `${chart.name} moves from ${moved.before} to ${moved.after}, and Helm leaves its kinds as they are.`,
      remedy: `Renew them before the update: \`${renewal(chart, cluster)}\`.`,
    }),
  ];
}

const isOf = ({ name }: Change, chart: Chart): boolean => name.endsWith(`-${chart.name}`);
