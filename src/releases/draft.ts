import { type ApplicationKind, applications, MFE_IMAGE } from "./applications.ts";
import { expand, type Words } from "./expand.ts";
import type { Choice, Override, ReleaseMap, Said, Source } from "./mapModel.ts";
import { type Effective, effective, type OverridesAt, type Spot } from "./overrides.ts";
import { isKnown, type Known, type Ref, type ReleasedApplication, type SupportedRelease } from "./release.ts";
import type { Reason } from "./resolution.ts";
import { selection } from "./selection.ts";

/** An application of a deployment in a stage, before its image is decided. */
export interface Draft {
  readonly application: string;
  readonly kind: ApplicationKind;
  readonly imageKey: string;
  /** Key of the release's images. */
  readonly imageName: string;
  readonly path?: string;
  readonly origin: string;
  readonly ref: Ref;
  readonly runtime: Known<string>;
  readonly translations?: Source;
  /** What adds it; nothing where the release's core has it. */
  readonly choice?: Choice;
  readonly effective: Effective;
  readonly because: readonly Reason[];
  /** How it differs from what is published; nothing where the published image is it. */
  readonly differences: readonly Difference[];
}

/** Something for which the published image is not enough. */
export interface Difference {
  /** `the theme example/theme at branch verawood` */
  readonly text: string;
  /** What says so. */
  readonly said?: Said;
}

export const wordsOf = ({ deployment, stage, release }: Spot): Words => ({
  deployment: deployment.name,
  stage,
  release,
});

export const expandSource = ({ origin, ref }: Source, words: Words): Source => ({
  origin: expand(origin, words),
  ref: { kind: ref.kind, name: expand(ref.name, words) },
});

export const showSource = ({ origin, ref }: Source) => `${origin} at ${ref.kind} ${ref.name}`;

const sameRef = (one: Ref, other: Ref) => one.kind === other.kind && one.name === other.name;

/** What the published image of an application is built from; a release without published images has its branch. */
function publishedRef(release: SupportedRelease, released: ReleasedApplication | undefined): Ref {
  if (released?.ref !== undefined) return released.ref;
  const { ref } = release.published;
  return isKnown(ref) ? { kind: "tag", name: ref } : { kind: "branch", name: release.line };
}

const because = (field: string, text: string, said?: { readonly place: Override["place"] }): Reason => ({
  field,
  text,
  ...(said ? { place: said.place } : {}),
});

export function refOf(
  map: ReleaseMap,
  spot: Spot,
  release: SupportedRelease,
  application: string,
  by: Effective,
) {
  const released = release.applications[application];
  if (by.ref?.ref !== undefined) {
    const ref = { kind: by.ref.ref.kind, name: expand(by.ref.ref.name, wordsOf(spot)) };
    return { ref, reason: because("ref", `${by.ref.path} says so.`, by.ref) };
  }
  const level = map.releases.get(release.name);
  if (level?.patch !== undefined && released?.ref === undefined) {
    const kind: Ref["kind"] = level.patch === release.line ? "branch" : "tag";
    return {
      ref: { kind, name: level.patch },
      reason: because("ref", `${level.path}.patch says so.`, level),
    };
  }
  return { ref: publishedRef(release, released), reason: because("ref", `${release.name} has it there.`) };
}

export function runtimeOf(
  release: SupportedRelease,
  application: string,
  kind: ApplicationKind,
): Known<string> {
  const own = release.applications[application]?.runtime;
  return own ?? (kind === "mfe" ? release.runtimes.mfeNode : release.runtimes.python);
}

/** `3.11` is no other runtime than `3.11.8`. */
export const sameRuntime = (wanted: string, published: Known<string>) =>
  isKnown(published) && (published === wanted || published.startsWith(`${wanted}.`));

type Built = Pick<Draft, "application" | "kind" | "origin" | "ref" | "runtime" | "translations">;

/** How what is wanted differs from what is published. */
function differencesOf(
  release: SupportedRelease,
  repository: string,
  wanted: Built,
  by: { readonly [Key in "source" | "runtime" | "translations"]: Said | undefined },
): readonly Difference[] {
  const { application, kind, origin, ref, runtime, translations } = wanted;
  const released = release.applications[application];
  const published = runtimeOf(release, application, kind);
  const differences: Difference[] = [];
  const add = (text: string, said: Said | undefined) => differences.push({ text, ...(said ? { said } : {}) });
  if (origin !== repository || !sameRef(ref, publishedRef(release, released))) {
    add(showSource({ origin, ref }), by.source);
  }
  if (isKnown(runtime) && runtime !== published && !sameRuntime(runtime, published)) {
    add(`runtime ${runtime}`, by.runtime);
  }
  if (translations !== undefined) add(`translations from ${showSource(translations)}`, by.translations);
  if (kind === "mfe" && released?.core === undefined) {
    add(`${application}, which the published image lacks`, undefined);
  }
  return differences;
}

const saidBy = (field: string, override: Override | undefined, otherwise: string): Reason =>
  override ? because(field, `${override.path} says so.`, override) : because(field, otherwise);

function draftOf(
  map: ReleaseMap,
  spot: Spot,
  release: SupportedRelease,
  application: string,
  choice: Choice | undefined,
  by: Effective,
): Draft {
  const words = wordsOf(spot);
  const known = applications.get(application);
  const kind = known?.kind ?? by.kind?.kind ?? "service";
  const repository = known?.repository ?? "";
  const { ref, reason } = refOf(map, spot, release, application, by);
  const translations = by.translations?.translations && expandSource(by.translations.translations, words);
  const wanted: Built = {
    application,
    kind,
    origin: expand(by.origin?.origin ?? repository, words),
    ref,
    runtime: by.runtime?.runtime ?? runtimeOf(release, application, kind),
    ...(translations ? { translations } : {}),
  };
  const shared = kind === "mfe" && by.image === undefined;
  return {
    ...wanted,
    imageKey: shared ? MFE_IMAGE : application,
    imageName: known?.image ?? application,
    ...(kind === "mfe" ? { path: known?.path ?? application } : {}),
    ...(choice ? { choice } : {}),
    effective: by,
    because: [
      choice
        ? because("deployment", `${choice.path} adds it.`, choice)
        : because("deployment", `${release.name} has it in its core.`),
      saidBy("origin", by.origin, "Upstream's repository."),
      reason,
      saidBy("runtime", by.runtime, `${release.name} is published with it.`),
      ...(by.translations ? [saidBy("translations", by.translations, "")] : []),
    ],
    differences: differencesOf(release, repository, wanted, {
      source: by.ref ?? by.origin ?? map.releases.get(release.name),
      runtime: by.runtime,
      translations: by.translations,
    }),
  };
}

/** Every application of a spot, in the release's order, then in the map's. */
export const drafts = (
  map: ReleaseMap,
  spot: Spot,
  release: SupportedRelease,
  overrides: OverridesAt,
): readonly Draft[] =>
  [...selection(spot, release)].map(([application, choice]) =>
    draftOf(map, spot, release, application, choice, effective(overrides.get(application) ?? [])),
  );
