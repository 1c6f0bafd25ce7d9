// What `arboretum/releases` offers: what each release of Open edX is made of, and who runs which.
export { buildMatrix, mfeBuilds } from "../releases/builds.ts";
export { type LintOptions, lint } from "../releases/lint.ts";
export { emptyLock, type ImageLock, readImageLock } from "../releases/lock.ts";
export {
  applicationsByKind,
  deploymentsByApplication,
  deploymentsByRelease,
  fetchApplicationVersion,
  releaseByStage,
  stagesByRelease,
} from "../releases/lookups.ts";
export {
  givenReleaseMap,
  parseReleaseMap,
  type ReleaseMap,
  type ReleaseMapInput,
  readReleaseMap,
} from "../releases/map.ts";
export { isKnown, isUnknown, type Known, type SupportedRelease, type Unknown } from "../releases/release.ts";
export { type ApplicationVersion, type Resolution, resolve } from "../releases/resolve.ts";
export { type ReleaseTable, releaseTable, supportedReleases } from "../releases/supported.ts";
