import { MFE_IMAGE } from "./applications.ts";
import { type Draft, drafts, wordsOf } from "./draft.ts";
import { expand } from "./expand.ts";
import { extraReasons, extrasOf, type Inputs, inputsOf, isBuilt } from "./inputs.ts";
import { emptyLock, type ImageLock, type LockedImage } from "./lock.ts";
import type { ReleaseMap } from "./mapModel.ts";
import { type OverridesAt, overridesAt, type Spot } from "./overrides.ts";
import { isKnown, type Known, type Ref, type SupportedRelease } from "./release.ts";
import type { ApplicationVersion, ImageFrom, Reason, Resolution } from "./resolution.ts";

export type * from "./resolution.ts";

interface Image {
  readonly image: Known<string>;
  readonly from: ImageFrom;
  readonly reason: Reason;
}

/** Everything about one stage of one deployment that its applications share. */
export interface Scene {
  readonly map: ReleaseMap;
  readonly spot: Spot;
  readonly release: SupportedRelease;
  readonly overrides: OverridesAt;
  readonly drafts: readonly Draft[];
  readonly inputs: ReadonlyMap<string, Inputs>;
}

/** What the map says about a stage of a deployment, or nothing where it says nothing or names an unknown release. */
export function sceneOf(map: ReleaseMap, deployment: string, stage: string): Scene | undefined {
  const entry = map.deployments.get(deployment);
  const run = entry?.run.get(stage);
  const release = run && map.supported.get(run.release);
  if (entry === undefined || release === undefined) return undefined;
  const spot: Spot = { deployment: entry, stage, release: release.name };
  const overrides = overridesAt(spot);
  const found = drafts(map, spot, release, overrides);
  return { map, spot, release, overrides, drafts: found, inputs: inputsOf(map, spot, release, found) };
}

/** What one deployment runs in one stage, and which line says so; nothing where the map has no such stage or release. */
export function resolve(
  map: ReleaseMap,
  deployment: string,
  stage: string,
  lock: ImageLock = emptyLock,
): Resolution | undefined {
  const scene = sceneOf(map, deployment, stage);
  return scene && resolveScene(scene, lock);
}

export function resolveScene(scene: Scene, lock: ImageLock): Resolution {
  const { spot, release } = scene;
  const run = spot.deployment.run.get(spot.stage);
  const versions = scene.drafts.map((draft): [string, ApplicationVersion] => [
    draft.application,
    versionOf(scene, draft, lock),
  ]);
  return {
    deployment: spot.deployment.name,
    stage: spot.stage,
    release,
    applications: new Map(versions),
    ...extrasOf(spot),
    because: [
      ...(run ? [{ field: "release", text: `${run.path} says so.`, place: run.place }] : []),
      ...extraReasons(spot),
    ],
  };
}

function versionOf(scene: Scene, draft: Draft, lock: ImageLock): ApplicationVersion {
  const { spot, release } = scene;
  const found = lock.find(spot.deployment.name, spot.stage, draft.imageKey);
  // An entry of another release is of no use; lint says so.
  const locked = found?.release === release.name ? found : undefined;
  const { image, from, reason } = asAnswered(imageOf(scene, draft, locked, lock.file), lock);
  const { application, kind, origin, runtime, imageKey, path, translations, effective } = draft;
  const unsupported = effective.unsupported?.unsupported;
  return {
    application,
    kind,
    release: release.name,
    origin,
    ref: refOf(scene, draft, locked),
    runtime,
    image,
    imageFrom: from,
    imageKey,
    before: (from === "given" ? undefined : locked?.before) ?? [],
    ...(path ? { path } : {}),
    ...(translations ? { translations } : {}),
    ...(unsupported ? { unsupported } : {}),
    because: [...draft.because, reason],
  };
}

/** The first stage follows a rolling branch; later ones run the commit that was locked. */
function refOf({ map, spot, release }: Scene, draft: Draft, locked: LockedImage | undefined): Ref {
  const later = (map.stages.get(spot.stage)?.level ?? 0) > 0;
  const commit = locked?.sources[draft.application]?.commit;
  return release.rolling && later && draft.ref.kind === "branch" && commit
    ? { kind: "commit", name: commit }
    : draft.ref;
}

const withDigest = (image: string, digest: string | undefined) => (digest ? `${image}@${digest}` : image);

function imageOf(scene: Scene, draft: Draft, locked: LockedImage | undefined, lockFile: string): Image {
  const { image, digest } = draft.effective;
  if (image?.image !== undefined) return givenImage(scene, draft, image.image);
  const inputs = scene.inputs.get(draft.imageKey);
  const built = inputs !== undefined && isBuilt(inputs);
  const {
    image: found,
    from,
    reason,
  } = built ? builtImage(draft, inputs, locked, lockFile) : publishedImage(scene, draft, locked);
  const pinned = digest?.digest;
  if (pinned === undefined || !isKnown(found)) return { image: found, from, reason };
  const plain = found.split("@", 1)[0] ?? found;
  return {
    image: withDigest(plain, pinned),
    from,
    reason: { field: "image", text: `${digest?.path} says its digest.`, ...placeOf(digest) },
  };
}

/** What nobody has pinned otherwise is what its registry has answered. */
function asAnswered(found: Image, { file, digestOf }: ImageLock): Image {
  const { image, from, reason } = found;
  const digest = isKnown(image) && !image.includes("@") ? digestOf(image) : undefined;
  if (!isKnown(image) || digest === undefined) return found;
  const text = `${reason.text} ${file} has the digest that its registry answered.`;
  return { image: withDigest(image, digest), from, reason: { ...reason, text } };
}

const placeOf = (said: { readonly place: Reason["place"] } | undefined) =>
  said?.place ? { place: said.place } : {};

function givenImage({ spot }: Scene, { application, effective }: Draft, pattern: string): Image {
  const words = { ...wordsOf(spot), application };
  return {
    image: withDigest(expand(pattern, words), effective.digest?.digest),
    from: "given",
    reason: { field: "image", text: `${effective.image?.path} gives it.`, ...placeOf(effective.image) },
  };
}

function builtImage(draft: Draft, inputs: Inputs, locked: LockedImage | undefined, lockFile: string): Image {
  const why = inputs.differences[0]?.text ?? inputs.unpublished ?? "";
  if (locked === undefined) {
    const unknown =
      inputs.differences.length > 0
        ? `It is built with ${why}, and ${lockFile} has no image of it.`
        : `${why} ${lockFile} has none either.`;
    return { image: { unknown }, from: "built", reason: { field: "image", text: unknown } };
  }
  const name = draft.imageKey === MFE_IMAGE ? "all micro-frontends" : draft.application;
  return {
    image: withDigest(locked.image, locked.digest),
    from: "built",
    reason: { field: "image", text: `${locked.path} has the image of ${name}.`, place: locked.place },
  };
}

function publishedImage({ release }: Scene, draft: Draft, locked: LockedImage | undefined): Image {
  const published = release.images[draft.imageName] ?? { unknown: `${release.name} has no image of it.` };
  if (!isKnown(published) || locked?.image !== published || locked.digest === undefined) {
    const text = `Published with ${release.name}.`;
    return { image: published, from: "published", reason: { field: "image", text } };
  }
  return {
    image: withDigest(published, locked.digest),
    from: "published",
    reason: { field: "image", text: `${locked.path} has its digest.`, place: locked.place },
  };
}
