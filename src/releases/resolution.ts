import type { Place } from "../documents/problem.ts";
import type { ApplicationKind } from "./applications.ts";
import type { Source } from "./mapModel.ts";
import type { Known, Ref, SupportedRelease } from "./release.ts";

/** Which line said so. */
export interface Reason {
  /** `deployment`, `release`, `origin`, `ref`, `runtime`, `image`, `translations`. */
  readonly field: string;
  readonly text: string;
  /** Nothing where the release itself says it. */
  readonly place?: Place;
}

/** Where the image of an application is from. */
export type ImageFrom =
  /** The release's own image. */
  | "published"
  /** One that an override names. */
  | "given"
  /** One that is built from the map; the lock names it. */
  | "built";

/** An application as one deployment runs it in one stage (`OpenEdxApplicationVersion`). */
export interface ApplicationVersion {
  readonly application: string;
  readonly kind: ApplicationKind;
  readonly release: string;
  /** Upstream's repository, or the one of an override (`gitOrigin`). */
  readonly origin: string;
  /** The release's tag or branch, or the one of an override (`releaseBranch`). */
  readonly ref: Ref;
  /** Version of Python or Node (`runtimeVersion`). */
  readonly runtime: Known<string>;
  /** Image to run, with its digest where one is known. */
  readonly image: Known<string>;
  readonly imageFrom: ImageFrom;
  /** The entry of the lock and of the build matrix that it is part of: its own name, or `mfe`. */
  readonly imageKey: string;
  /** The images that ran before it, the newest first. */
  readonly before: readonly string[];
  /** Path below the host of the micro-frontends. */
  readonly path?: string;
  /** Translations that are built into it, if they are not upstream's (`translationOverrides`). */
  readonly translations?: Source;
  /** Why it runs although its release does not have it. */
  readonly unsupported?: string;
  readonly because: readonly Reason[];
}

/** Everything that one deployment runs in one stage. */
export interface Resolution {
  readonly deployment: string;
  readonly stage: string;
  readonly release: SupportedRelease;
  /** By name, in the order of the release; what the map adds comes last. */
  readonly applications: ReadonlyMap<string, ApplicationVersion>;
  readonly theme?: Source;
  readonly translations?: Source;
  /** File with the packages that are built into the platform. */
  readonly packages?: string;
  /** Why it is this release, this theme, these translations and packages. */
  readonly because: readonly Reason[];
}
