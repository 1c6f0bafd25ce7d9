import { MFE_IMAGE } from "./applications.ts";
import { type Difference, type Draft, expandSource, showSource, wordsOf } from "./draft.ts";
import { expand } from "./expand.ts";
import type { Group, ReleaseMap, Source } from "./mapModel.ts";
import type { Spot } from "./overrides.ts";
import { isUnknown, type SupportedRelease } from "./release.ts";
import type { Reason } from "./resolution.ts";

/** What is built into the platform beside its own code. */
export interface Extras {
  readonly theme?: Source;
  readonly translations?: Source;
  /** File with packages. */
  readonly packages?: string;
}

const PLATFORM = "edx-platform";

/** The nearest layer that says something decides. */
function nearestOf<Key extends keyof Group>(layers: readonly Group[], key: Key): Group[Key] | undefined {
  return layers.find((layer) => layer[key] !== undefined)?.[key];
}

export function extrasOf(spot: Spot): Extras {
  const words = wordsOf(spot);
  const { layers } = spot.deployment;
  const theme = nearestOf(layers, "theme");
  const translations = nearestOf(layers, "translations");
  const packages = nearestOf(layers, "packages");
  return {
    ...(theme ? { theme: expandSource(theme, words) } : {}),
    ...(translations ? { translations: expandSource(translations, words) } : {}),
    ...(packages ? { packages: expand(packages.file, words) } : {}),
  };
}

function additionsOf({ deployment: { layers } }: Spot, extras: Extras): readonly Difference[] {
  const addition = (key: "theme" | "translations" | "packages", text: string): Difference => {
    const said = nearestOf(layers, key);
    return { text, ...(said ? { said } : {}) };
  };
  const { theme, translations, packages } = extras;
  return [
    ...(theme ? [addition("theme", `the theme ${showSource(theme)}`)] : []),
    ...(translations ? [addition("translations", `translations from ${showSource(translations)}`)] : []),
    ...(packages ? [addition("packages", `the packages of ${packages}`)] : []),
  ];
}

/** Which lines say what is built into the platform. */
export function extraReasons({ deployment: { layers } }: Spot): readonly Reason[] {
  return (["theme", "translations", "packages"] as const).flatMap((field) => {
    const said = nearestOf(layers, field);
    return said ? [{ field, text: `${said.path} says so.`, place: said.place }] : [];
  });
}

/** Everything that goes into one image that is built here. */
export interface Inputs {
  /** The entry of the lock and of the build matrix. */
  readonly key: string;
  /** By what it is: the application's name, `theme`, `translations`, `learning-translations`. */
  readonly sources: Readonly<Record<string, Source>>;
  readonly packages?: string;
  /** Hash of the list of packages, where the file exists. */
  readonly packagesHash?: string;
  readonly drafts: readonly Draft[];
  /** How it differs from what is published. */
  readonly differences: readonly Difference[];
  /** Why there is no published image, where there is none. */
  readonly unpublished?: string;
}

/** The images of a spot by key, without those that an override gives. */
export function inputsOf(
  map: ReleaseMap,
  spot: Spot,
  release: SupportedRelease,
  drafts: readonly Draft[],
): ReadonlyMap<string, Inputs> {
  const ours = drafts.filter(({ effective }) => effective.image === undefined);
  const extras = extrasOf(spot);
  const additions = additionsOf(spot, extras);
  const groups = Map.groupBy(ours, ({ imageKey }) => imageKey);
  return new Map(
    [...groups].map(([key, members]) => [
      key,
      key === PLATFORM
        ? inputs(map, release, key, members, extras, additions)
        : inputs(map, release, key, members, {}, []),
    ]),
  );
}

function inputs(
  map: ReleaseMap,
  release: SupportedRelease,
  key: string,
  members: readonly Draft[],
  { theme, translations, packages }: Extras,
  additions: readonly Difference[],
): Inputs {
  const published = release.images[members[0]?.imageName ?? key];
  const packagesHash = packages === undefined ? undefined : map.packageLists.get(packages);
  const own = Object.fromEntries(members.flatMap(sourcesOf));
  return {
    key,
    sources: {
      ...(theme ? { theme } : {}),
      ...(translations ? { translations } : {}),
      ...own,
    },
    ...(packages ? { packages } : {}),
    ...(packagesHash ? { packagesHash } : {}),
    drafts: members,
    differences: [...members.flatMap(({ differences }) => differences), ...additions],
    ...(published === undefined ? { unpublished: `${release.name} has no image "${key}".` } : {}),
    ...(isUnknown(published) ? { unpublished: published.unknown } : {}),
  };
}

function sourcesOf(draft: Draft): readonly (readonly [string, Source])[] {
  const { application, origin, ref, translations } = draft;
  const key = draft.imageKey === MFE_IMAGE ? `${application}-translations` : "translations";
  return [[application, { origin, ref }], ...(translations ? [[key, translations] as const] : [])];
}

/** Whether an image has to be built: nobody publishes it, or it differs from what is published. */
export const isBuilt = ({ differences, unpublished }: Inputs): boolean =>
  differences.length > 0 || unpublished !== undefined;
