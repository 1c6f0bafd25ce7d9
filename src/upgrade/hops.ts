import type { SupportedRelease } from "../releases/release.ts";
import type { ReleaseTable } from "../releases/supported.ts";
import type { UpgradeEdge } from "../releases/upgradeEdge.ts";
import { upgradePath } from "../releases/upgradePath.ts";

/** One release to the next one that is known to follow it. */
export interface Hop {
  readonly from: SupportedRelease;
  readonly to: SupportedRelease;
  readonly edge: UpgradeEdge;
}

/** The hop between two releases, where upstream tests that one follows the other. */
export function hopBetween(from: SupportedRelease, to: SupportedRelease): Hop | undefined {
  const edge = to.upgradeFrom.find((one) => one.from === from.name);
  return edge && { from, to, edge };
}

/** Every hop on the way. None where no way is known, and none where there is nothing to do. */
export function hopsTo(table: ReleaseTable, from: SupportedRelease, to: SupportedRelease): readonly Hop[] {
  const way = [from.name, ...upgradePath(table, from, to)].flatMap((name) => table.get(name) ?? []);
  return way.slice(1).flatMap((next, index) => {
    const before = way[index];
    return before ? (hopBetween(before, next) ?? []) : [];
  });
}
