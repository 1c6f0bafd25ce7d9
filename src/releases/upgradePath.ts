import type { SupportedRelease } from "./release.ts";
import type { ReleaseTable } from "./supported.ts";

/** The releases after one and before another. */
export const between = (
  table: ReleaseTable,
  from: SupportedRelease,
  to: SupportedRelease,
): readonly SupportedRelease[] =>
  [...table.values()].filter(({ ordinal }) => ordinal > from.ordinal && ordinal < to.ordinal);

/** What a single change from one release to the other leaves out. */
export const skipped = (
  table: ReleaseTable,
  from: SupportedRelease,
  to: SupportedRelease,
): readonly SupportedRelease[] =>
  to.upgradeFrom.some((edge) => edge.from === from.name) ? [] : between(table, from, to);

/** One step after the other, as upgrades are known: the names after `from`, up to `to`. Nothing where no way is known. */
export function upgradePath(
  table: ReleaseTable,
  from: SupportedRelease,
  to: SupportedRelease,
): readonly string[] {
  const ways: (readonly SupportedRelease[])[] = [[to]];
  for (const way of ways) {
    const [first] = way;
    if (first === undefined) continue;
    if (first.name === from.name) return way.slice(1).map(({ name }) => name);
    for (const edge of first.upgradeFrom) {
      const before = table.get(edge.from);
      if (before && before.ordinal >= from.ordinal) ways.push([before, ...way]);
    }
  }
  return [];
}
