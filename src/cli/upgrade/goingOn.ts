import type { Composition } from "../../blueprint/compose.ts";
import type { ReleaseTable } from "../../releases/supported.ts";
import type { Standing } from "../../render/exchange.ts";
import { type Hop, hopBetween } from "../../upgrade/hops.ts";

/** A stack that goes to the next release. */
export interface GoingOn {
  readonly stack: string;
  readonly hop: Hop;
}

/** Stacks that ran another release at the revision that they are compared with. Leaps and ways back are refused elsewhere. */
export function goingOn(
  compositions: readonly Composition[],
  standings: readonly Standing[] | undefined,
  releases: ReleaseTable,
): readonly GoingOn[] {
  const before = new Map(standings?.map(({ stack, release }) => [stack, releases.get(release)]));
  return compositions.flatMap(({ stack, resolution }) => {
    const from = before.get(stack);
    const hop = from && resolution ? hopBetween(from, resolution.release) : undefined;
    return hop ? [{ stack, hop }] : [];
  });
}

/** What somebody has to know of it before it is merged. */
export function goingOnLines({ stack, hop: { from, to, edge } }: GoingOn): {
  readonly head: string;
  readonly rows: readonly string[];
} {
  return {
    head: `${stack} goes from ${from.name} to ${to.name}. \`npx arboretum upgrade\` has the steps.`,
    rows: [
      ...edge.preflight.map(({ asks, why }) => `${asks} ${why}`),
      `Point of no return: ${edge.pointOfNoReturn}`,
    ],
  };
}
