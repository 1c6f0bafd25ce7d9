import { didYouMean } from "../../documents/nearest.ts";
import { placeholdersOf } from "../expand.ts";
import type { Group, Narrowing, ReleaseMap, Said } from "../mapModel.ts";
import { type Finding, listed, type Rule } from "./rule.ts";

export const groupsOf = (map: ReleaseMap): readonly Group[] => [
  map.everybody,
  ...map.shared.values(),
  ...[...map.deployments.values()].flatMap(({ layers }) => layers.slice(0, 1)),
];

/** Everything that can be narrowed. */
const narrowed = (map: ReleaseMap): readonly (Narrowing & Said)[] =>
  groupsOf(map).flatMap(({ choices, overrides }) => [...choices, ...overrides]);

interface Name {
  readonly name: string;
  readonly said: Said;
}

function unknown(what: string, names: readonly Name[], allowed: Iterable<string>): readonly Finding[] {
  const known = [...allowed];
  return names
    .filter(({ name }) => !known.includes(name))
    .map(({ name, said }) => ({
      said,
      message: `"${name}" is not a ${what}.${didYouMean(name, known)}`,
      remedy: `One of: ${listed(known.slice(0, 20))}`,
    }));
}

const narrowedBy = (map: ReleaseMap, key: keyof Narrowing): readonly Name[] =>
  narrowed(map).flatMap((said) => {
    const name = said[key];
    return name === undefined ? [] : [{ name, said }];
  });

const runs = (map: ReleaseMap) => [...map.deployments.values()].flatMap(({ run }) => [...run]);

/** Names that expand, with the words that they may use. */
function patterns(map: ReleaseMap): readonly Name[] {
  return groupsOf(map).flatMap(({ overrides, theme, translations, packages }) => [
    ...overrides.flatMap((said) =>
      [said.origin, said.ref?.name, said.image, said.translations?.origin, said.translations?.ref.name].map(
        (name) => ({ name: name ?? "", said }),
      ),
    ),
    ...[theme, translations].flatMap((said) =>
      said ? [said.origin, said.ref.name].map((name) => ({ name, said })) : [],
    ),
    ...(packages ? [{ name: packages.file, said: packages }] : []),
  ]);
}

const words = ["application", "release", "deployment", "stage"];

const misused = (names: readonly Name[], allowed: readonly string[]): readonly Finding[] =>
  names.flatMap(({ name, said }) =>
    placeholdersOf(name)
      .filter((word) => !allowed.includes(word))
      .map((word) => ({
        said,
        message: `{${word}} in "${name}" does not expand.${didYouMean(word, allowed)}`,
        remedy: `One of: ${listed(allowed.map((one) => `{${one}}`))}`,
      })),
  );

/** Deployments in stages whose names, put together, are one. */
function alike(map: ReleaseMap): readonly Finding[] {
  const all = [...map.deployments.values()].flatMap(({ name, run }) =>
    [...run].map(([stage, said]) => ({ whole: `${name}-${stage}`, name, stage, said })),
  );
  return [...Map.groupBy(all, ({ whole }) => whole).values()].flatMap(([first, ...others]) =>
    others.map(({ whole, name, stage, said }) => ({
      said,
      message: `${first?.name} in ${first?.stage} and ${name} in ${stage} are both called ${whole}.`,
      remedy: "Rename a stage or a deployment.",
    })),
  );
}

export const nameRules: readonly Rule[] = [
  {
    id: "names-alike",
    severity: "error",
    why: "Namespaces, buckets and accounts are called after deployment and stage, and of two that are called alike each would have the other's.",
    find: ({ map }) => alike(map),
  },
  {
    id: "stage-unknown",
    severity: "error",
    why: "What is said about a stage that does not exist never holds.",
    find: ({ map }) =>
      unknown(
        "stage of this map",
        [...runs(map).map(([name, said]) => ({ name, said })), ...narrowedBy(map, "stage")],
        map.stages.keys(),
      ),
  },
  {
    id: "release-unknown",
    severity: "error",
    why: "Only a release that Arboretum has facts of can be deployed.",
    find: ({ map }) =>
      unknown(
        "release that Arboretum knows",
        [
          ...runs(map).map(([, said]) => ({ name: said.release, said })),
          ...[...map.releases].map(([name, said]) => ({ name, said })),
          ...narrowedBy(map, "release"),
        ],
        map.supported.keys(),
      ),
  },
  {
    id: "deployment-unknown",
    severity: "error",
    why: "What is said about a deployment that does not exist never holds.",
    find: ({ map }) =>
      unknown(
        "deployment of this map",
        [
          ...(map.default ? [{ name: map.default.deployment, said: map.default }] : []),
          ...narrowedBy(map, "deployment"),
        ],
        map.deployments.keys(),
      ),
  },
  {
    id: "placeholder-unknown",
    severity: "error",
    why: "A word that does not expand ends up in the name of a branch or an image.",
    find: ({ map }) => [
      ...misused(patterns(map), words),
      ...misused(map.image ? [{ name: map.image.pattern, said: map.image }] : [], [...words, "commit"]),
    ],
  },
];
