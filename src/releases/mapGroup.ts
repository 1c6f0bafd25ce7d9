import type { Choice, Group, Narrowing, Override, Said, SaidSource, Source } from "./mapModel.ts";
import type { RawChoice, RawGroup, RawOverride, RawSource } from "./mapSchema.ts";
import type { Ref } from "./release.ts";

/** Tells where the value at a path stands. */
export type Sayer = (...path: readonly (string | number)[]) => Said;

type RawRefs = Pick<RawOverride, "branch" | "tag" | "commit">;

function refOf({ branch, tag, commit }: RawRefs): Ref | undefined {
  if (branch !== undefined) return { kind: "branch", name: branch };
  if (tag !== undefined) return { kind: "tag", name: tag };
  return commit === undefined ? undefined : { kind: "commit", name: commit };
}

/** The schema has seen to it that a source says what is taken. */
export const sourceOf = (raw: RawSource): Source => ({ origin: raw.origin, ref: refOf(raw) as Ref });

const narrowingOf = ({ release, deployment, stage }: RawNarrowing): Narrowing => ({
  ...(release ? { release } : {}),
  ...(deployment ? { deployment } : {}),
  ...(stage ? { stage } : {}),
});

type RawNarrowing = Pick<RawOverride, "release" | "deployment" | "stage">;

function overrideOf(raw: RawOverride, said: Said): Override {
  const { branch, tag, commit, release, deployment, stage, translations, hotfix, ...plain } = raw;
  const ref = refOf({ branch, tag, commit });
  const present = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...(present as Pick<Override, "application">),
    ...narrowingOf({ release, deployment, stage }),
    ...(ref ? { ref } : {}),
    ...(translations ? { translations: sourceOf(translations) } : {}),
    hotfix: hotfix ?? false,
    ...said,
  };
}

const choiceOf = (raw: RawChoice, wanted: boolean, said: Said): Choice =>
  typeof raw === "string"
    ? { application: raw, wanted, ...said }
    : { application: raw.application, wanted, ...narrowingOf(raw), ...said };

const saidSource = (raw: RawSource | undefined, said: Said): SaidSource | undefined =>
  raw === undefined ? undefined : { ...sourceOf(raw), ...said };

/** One entry of `deployments` or `shared`, with the place of everything in it. */
export function groupOf(
  name: string | undefined,
  raw: Partial<RawGroup>,
  said: Sayer,
  base: readonly string[],
): Group {
  const at: Sayer = (...path) => said(...base, ...path);
  const choices = (["add", "remove"] as const).flatMap((list) =>
    (raw.applications?.[list] ?? []).map((choice, index) =>
      choiceOf(choice, list === "add", at("applications", list, index)),
    ),
  );
  const theme = saidSource(raw.theme, at("theme"));
  const translations = saidSource(raw.translations, at("translations"));
  return {
    ...(name === undefined ? {} : { name }),
    ...(raw.like ? { like: { group: raw.like, ...at("like") } } : {}),
    choices,
    ...(theme ? { theme } : {}),
    ...(translations ? { translations } : {}),
    ...(raw.packages ? { packages: { file: raw.packages, ...at("packages") } } : {}),
    overrides: (raw.overrides ?? []).map((override, index) => overrideOf(override, at("overrides", index))),
    ...at(),
  };
}
