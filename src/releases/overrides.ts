import type { Deployment, Narrowing, Override } from "./mapModel.ts";

/** Something that the map says, with how narrowly it says it: the higher, the narrower. */
export interface Ranked<Entry> {
  readonly entry: Entry;
  readonly rank: number;
}

/** Where something has to hold. */
export interface Spot {
  readonly deployment: Deployment;
  readonly stage: string;
  readonly release: string;
}

const DIMENSIONS = ["release", "deployment", "stage"] as const;
/** More layers than anybody writes, so that being narrower always weighs more than being nearer. */
const LAYERS = 1000;

const holds = (entry: Narrowing, { deployment, stage, release }: Spot): boolean =>
  (entry.release ?? release) === release &&
  (entry.stage ?? stage) === stage &&
  (entry.deployment ?? deployment.name) === deployment.name;

/** What a deployment says itself is narrowed to it. Of two that are equally narrow, the nearer layer wins. */
function rankOf(entry: Narrowing, layer: number): number {
  const said = layer === 0 ? { ...entry, deployment: "" } : entry;
  return DIMENSIONS.filter((dimension) => said[dimension] !== undefined).length * LAYERS - layer;
}

/** What holds at a spot, the narrowest first. */
export function ranked<Entry extends Narrowing>(
  spot: Spot,
  entriesOf: (layer: Deployment["layers"][number]) => readonly Entry[],
): readonly Ranked<Entry>[] {
  return spot.deployment.layers
    .flatMap((layer, index) =>
      entriesOf(layer)
        .filter((entry) => holds(entry, spot))
        .map((entry) => ({ entry, rank: rankOf(entry, index) })),
    )
    .sort((a, b) => b.rank - a.rank);
}

type RankedOverride = Ranked<Override>;

/** The overrides of a spot, by application, the narrowest first. */
export type OverridesAt = ReadonlyMap<string, readonly RankedOverride[]>;

export function overridesAt(spot: Spot): OverridesAt {
  return Map.groupBy(
    ranked(spot, ({ overrides }) => overrides),
    ({ entry }) => entry.application,
  );
}

/** The fields that can be decided by different overrides. */
export const FIELDS = [
  "origin",
  "ref",
  "image",
  "digest",
  "runtime",
  "translations",
  "kind",
  "unsupported",
] as const;
export type Field = (typeof FIELDS)[number];

/** The override that decides each field. */
export type Effective = { readonly [Key in Field]?: Override };

/** The narrowest override decides, field by field. An image does not outlive a narrower change of what is built. */
export function effective(overrides: readonly RankedOverride[]): Effective {
  const winners = new Map<Field, RankedOverride>();
  for (const field of FIELDS) {
    const winner = overrides.find(({ entry }) => entry[field] !== undefined);
    if (winner !== undefined) winners.set(field, winner);
  }
  const rank = (field: Field) => winners.get(field)?.rank ?? Number.NEGATIVE_INFINITY;
  const source = Math.max(rank("origin"), rank("ref"), rank("translations"));
  if (source > rank("image")) winners.delete("image");
  if (Math.max(source, rank("image")) > rank("digest")) winners.delete("digest");
  return Object.fromEntries([...winners].map(([field, { entry }]) => [field, entry]));
}

/** Two overrides that are equally narrow and say different things. */
export interface Tie {
  readonly field: Field;
  readonly first: Override;
  readonly second: Override;
}

export function tiesOf(overrides: readonly RankedOverride[]): readonly Tie[] {
  return FIELDS.flatMap((field) => {
    const [winner, ...others] = overrides.filter(({ entry }) => entry[field] !== undefined);
    if (winner === undefined) return [];
    const value = JSON.stringify(winner.entry[field]);
    return others
      .filter(({ entry, rank }) => rank === winner.rank && JSON.stringify(entry[field]) !== value)
      .map(({ entry }) => ({ field, first: winner.entry, second: entry }));
  });
}
