import type { Place } from "../documents/problem.ts";
import type { ApplicationKind } from "./applications.ts";
import type { Ref } from "./release.ts";
import type { ReleaseTable } from "./supported.ts";

/** Where something is said. */
export interface Said {
  readonly place: Place;
  /** `deployments.xpro.run.qa` */
  readonly path: string;
}

/** Where an entry holds. Nothing said means everywhere. */
export interface Narrowing {
  readonly release?: string;
  readonly deployment?: string;
  readonly stage?: string;
}

/** Code at a place in a repository. */
export interface Source {
  /** `owner/name` on GitHub, or a whole address. */
  readonly origin: string;
  readonly ref: Ref;
}

export interface SaidSource extends Source, Said {}

/** One difference from the release (`OpenEdxApplicationVersion` with its overrides). */
export interface Override extends Narrowing, Said {
  readonly application: string;
  /** Takes the place of upstream's repository (`originOverride`). */
  readonly origin?: string;
  /** Takes the place of the release's branch or tag (`branchOverride`). */
  readonly ref?: Ref;
  readonly image?: string;
  readonly digest?: string;
  readonly runtime?: string;
  readonly translations?: Source;
  readonly kind?: ApplicationKind;
  readonly unsupported?: string;
  readonly hotfix: boolean;
  readonly why?: string;
  readonly until?: string;
}

/** An application that is added or removed. */
export interface Choice extends Narrowing, Said {
  readonly application: string;
  readonly wanted: boolean;
}

/** What a deployment says, or what it has in common with others. */
export interface Group extends Said {
  /** Name of the deployment or of the entry in `shared`; nothing for what holds for everybody. */
  readonly name?: string;
  /** The entry of `shared` that it continues. */
  readonly like?: Said & { readonly group: string };
  readonly choices: readonly Choice[];
  readonly theme?: SaidSource;
  readonly translations?: SaidSource;
  readonly packages?: Said & { readonly file: string };
  readonly overrides: readonly Override[];
}

/** The release of one stage (`EnvRelease`). */
export interface Run extends Said {
  readonly release: string;
  readonly hotfix: boolean;
  readonly until?: string;
}

/** A deployment and its stages (`DeploymentEnvRelease`). */
export interface Deployment extends Said {
  readonly name: string;
  readonly run: ReadonlyMap<string, Run>;
  /** What it says itself, then what it shares, nearest first, then what holds for everybody. */
  readonly layers: readonly Group[];
}

export interface Stage extends Said {
  readonly name: string;
  /** How far from the first it is. Lanes beside each other have the same. */
  readonly level: number;
}

/** What the map says about a release for everybody. */
export interface ReleaseLevel extends Said {
  readonly patch?: string;
  readonly cut?: "daily" | "weekly" | "monthly";
}

/** The whole map, read, with the place of everything that it says. */
export interface ReleaseMap {
  readonly file: string;
  /** In order. */
  readonly stages: ReadonlyMap<string, Stage>;
  /** The map names its stages; otherwise they are the usual ones. */
  readonly ownStages: boolean;
  readonly default?: Said & { readonly deployment: string };
  /** Where built images go. */
  readonly image?: Said & { readonly pattern: string };
  readonly releases: ReadonlyMap<string, ReleaseLevel>;
  readonly everybody: Group;
  readonly allowFloating: readonly (Said & { readonly image: string })[];
  readonly shared: ReadonlyMap<string, Group>;
  readonly deployments: ReadonlyMap<string, Deployment>;
  /** Hash of each list of packages that the map names, by its path; nothing where the file is missing. */
  readonly packageLists: ReadonlyMap<string, string | undefined>;
  /** The releases that there are. */
  readonly supported: ReleaseTable;
}
