import type { Blueprint } from "../blueprint/model.ts";
import type { Origins } from "../blueprint/origins.ts";
import { type UsedChart, type UsedImage, usedCharts, usedImages } from "../blueprint/usedImages.ts";
import type { ImageLock } from "../releases/lock.ts";
import { chartKey } from "./lock/wanted.ts";

/** An image as pods name it. */
export interface ListedImage extends UsedImage {
  /** Where the world has it, if it comes from a mirror. */
  readonly from?: string;
}

export interface ListedChart extends UsedChart {
  /** Of its archive. */
  readonly digest?: string;
  readonly from?: string;
}

/** What stacks start, each once, with all that is known of its content. */
export function listedImages(
  blueprints: readonly Blueprint[],
  origins: readonly Origins[],
  { digestOf }: ImageLock,
): readonly ListedImage[] {
  const known = new Map(
    origins.flatMap(({ images }) => images.map(({ from, there }) => [withoutDigest(there), from])),
  );
  return joined(blueprints.flatMap(usedImages)).map((one) => {
    const from = known.get(withoutDigest(one.image)) ?? one.image;
    const digest = one.digest ?? digestOf(from);
    return {
      ...one,
      ...(digest ? { digest } : {}),
      ...(withoutDigest(from) === withoutDigest(one.image) ? {} : { from: withoutDigest(from) }),
    };
  });
}

/** Deployments install the same chart, each for itself. */
export function listedCharts(
  blueprints: readonly Blueprint[],
  origins: readonly Origins[],
  { answers }: ImageLock,
): readonly ListedChart[] {
  const known = new Map(
    origins.flatMap(({ charts }) => charts.map(({ from, there }) => [chartKey(there), chartKey(from)])),
  );
  const charts = blueprints.flatMap(usedCharts);
  return [...new Map(charts.map((one) => [chartKey(one), one])).values()].map((one) => {
    const key = chartKey(one);
    const from = known.get(key) ?? key;
    const digest = answers.charts[from];
    return { ...one, ...(digest ? { digest } : {}), ...(from === key ? {} : { from }) };
  });
}

export const withoutDigest = (image: string): string => image.split("@")[0] ?? image;

/** Stacks share most of their images. */
const joined = (used: readonly UsedImage[]): readonly UsedImage[] =>
  [...Map.groupBy(used, ({ image }) => image).values()]
    .flatMap(([first, ...others]) =>
      first ? [{ ...first, by: [...new Set([first, ...others].flatMap(({ by }) => by))].sort() }] : [],
    )
    .sort((one, other) => (one.image < other.image ? -1 : 1));
