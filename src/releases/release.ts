import type { SettingsDialect, WaffleToggle } from "./dialect.ts";
import type { Known } from "./known.ts";
import type { RequiredStop, UpgradeEdge } from "./upgradeEdge.ts";

export { isKnown, isUnknown, type Known, type Unknown } from "./known.ts";

/** What a release is good for: to be run, or only to be left behind. */
export type Use = "deployable" | "upgradeSource";

export interface PointRelease {
  readonly tag: string;
  /** The day it came out, ISO. */
  readonly date: string;
}

export interface Tags {
  /** What every tag of the release starts with: `release/ulmo.` */
  readonly prefix: string;
  readonly latest: Known<string>;
  readonly points: readonly PointRelease[];
}

export interface Runtimes {
  readonly python: Known<string>;
  /** Node in the image of the platform. */
  readonly node: Known<string>;
  /** Node that builds the micro-frontends. */
  readonly mfeNode: Known<string>;
  readonly django: Known<string>;
  readonly baseOs: Known<string>;
}

/** A data service in the version that the release is published with. */
export interface StoreVersion {
  readonly image: string;
  readonly version: string;
  /** Who needs it, where it is not the platform. */
  readonly for?: readonly string[];
  /** What the server has to be started with. */
  readonly arguments?: readonly string[];
  readonly note?: string;
}

/** An application as one release has it. Its kind and repository stand in `applications.ts`. */
export interface ReleasedApplication {
  /** Every deployment has it unless its entry in the map removes it. */
  readonly core?: true;
  /** Where its code stands in this release, if its repository does not follow the release's tags. */
  readonly ref?: Ref;
  /** Version of Python, Node or Ruby that its image has, if it is not the release's. */
  readonly runtime?: Known<string>;
  /** Applications that it is of no use without. */
  readonly needs?: readonly string[];
  readonly note?: string;
  /** Why nobody should begin with it any more. */
  readonly deprecated?: string;
}

export interface Ref {
  readonly kind: "branch" | "tag" | "commit";
  readonly name: string;
}

/** The lowest point release without a known hole. */
export interface MinimumPatch {
  readonly tag: string;
  readonly why: string;
}

/** Everything that is known about one release of Open edX. Images are independent strings: none is computed from another. */
export interface SupportedRelease {
  /** `ulmo` */
  readonly name: string;
  /** The number of the release, 21 for Ulmo. A rolling release is after all others. */
  readonly ordinal: number;
  /** The code changes under the same name: `master`. */
  readonly rolling: boolean;
  readonly use: Use;
  /** The branch that it is developed on: `release/ulmo`. */
  readonly line: string;
  /** When the branch was cut, ISO. */
  readonly codeCut: Known<string>;
  readonly tags: Tags;
  /** ISO dates. Support ends the day the first point release of the next one comes out. */
  readonly supported: { readonly from: Known<string>; readonly until: Known<string> };
  readonly minimumPatch?: MinimumPatch;
  /** What the published images are built from, and the packages that name them. */
  readonly published: {
    readonly ref: Known<string>;
    readonly packages: Readonly<Record<string, string>>;
  };
  readonly runtimes: Runtimes;
  /** Full coordinates by image name: `docker.io/overhangio/openedx:22.0.3`. */
  readonly images: Readonly<Record<string, Known<string>>>;
  readonly stores: Readonly<Record<string, StoreVersion>>;
  /** The services and micro-frontends that exist in it. */
  readonly applications: Readonly<Record<string, ReleasedApplication>>;
  readonly dialect: SettingsDialect;
  /** Secrets without which the platform of this release does not start, by the setting that carries them. */
  readonly requiredSecrets: readonly string[];
  /** Old name to new name, for what this release renamed. */
  readonly renamedSettings: Readonly<Record<string, string>>;
  /** Name to what to do instead, for what this release no longer reads. */
  readonly removedSettings: Readonly<Record<string, string>>;
  /** What the initialisation turns on or off where nobody has decided yet. */
  readonly waffle: readonly WaffleToggle[];
  readonly requiredStops: readonly RequiredStop[];
  readonly upgradeFrom: readonly UpgradeEdge[];
  readonly entered: Readonly<Record<string, string>>;
  readonly left: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  /** Where each block is from. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
}

/** In every deployment unless removed. */
export const core = { core: true } as const satisfies ReleasedApplication;
