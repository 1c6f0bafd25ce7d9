import type { Origins } from "../../blueprint/origins.ts";
import type { UsedChart } from "../../blueprint/usedImages.ts";
import { isNamed } from "../../policies/rules/images.ts";
import { floats } from "../../releases/lint/imageRules.ts";

/** One thing whose content is locked. */
export interface Wanted {
  readonly kind: "image" | "chart";
  /** How the lock calls it. */
  readonly name: string;
  /** Where to ask. Stacks may each have a mirror of their own. */
  readonly places: readonly Place[];
}

export type Place =
  | { readonly kind: "image"; readonly image: string }
  | { readonly kind: "chart"; readonly chart: UsedChart };

export type Where = "mirror" | "upstream";

/** What stacks start and install, each once, in the order of the lock. What somebody else has pinned, or lets move, is not asked for. */
export function wantedOf(origins: readonly Origins[], where: Where): readonly Wanted[] {
  const images = origins.flatMap(({ images: all, mayFloat }) =>
    all
      .filter(({ from }) => !from.includes("@") && !moves(from, mayFloat))
      .map(({ from, there }): Wanted => {
        const image = where === "upstream" ? from : there;
        return { kind: "image", name: from, places: [{ kind: "image", image }] };
      }),
  );
  const charts = origins.flatMap(({ charts: all }) =>
    all.map(({ from, there }): Wanted => {
      const chart = where === "upstream" ? from : there;
      return { kind: "chart", name: chartKey(from), places: [{ kind: "chart", chart }] };
    }),
  );
  return [...joined(images), ...joined(charts)];
}

const moves = (image: string, mayFloat: Origins["mayFloat"]): boolean =>
  floats(image) && (mayFloat === "everything" || mayFloat.some((name) => isNamed(image, name)));

const joined = (wanted: readonly Wanted[]): readonly Wanted[] =>
  [...Map.groupBy(wanted, ({ name }) => name)]
    .map(([name, [first, ...others]]) => ({
      kind: first?.kind ?? "image",
      name,
      places: distinct([...(first?.places ?? []), ...others.flatMap(({ places }) => places)]),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [placeText(place), place])).values(),
];

export const placeText = (place: Place): string =>
  place.kind === "image" ? place.image : chartKey(place.chart);

/** The address of a chart with its version, whether it is in a registry or in a repository. */
export const chartKey = ({ chart, version, repository }: UsedChart): string =>
  `${repository === undefined ? "" : `${repository.replace(/\/$/, "")}/`}${chart}:${version}`;
