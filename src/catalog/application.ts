import type { Settings } from "../settings/settings.ts";
import type { Access, Grant, Purpose } from "../vocabulary/bucket.ts";
import type { Charted } from "../vocabulary/charted.ts";
import type { Wish } from "../vocabulary/connection.ts";
import type { Content } from "../vocabulary/content.ts";
import type { Host } from "../vocabulary/host.ts";
import type { Secret } from "../vocabulary/secret.ts";
import type { Database, Volume } from "../vocabulary/store.ts";
import type { Job, Schedule, Web, Worker } from "../vocabulary/workload.ts";
import type { OptionalStore } from "./addresses.ts";
import type { Configuration, Contribution } from "./configuration.ts";
import type { ApplicationContext, Context } from "./context.ts";
import type { OAuthClient } from "./oauthClient.ts";
import type { Rows } from "./rows.ts";

/** A secret that an application or a store cannot be without. */
export interface SecretNeed extends Pick<Secret, "name" | "shape" | "loss"> {
  /** What a new generation would not fit, where it would not. */
  readonly lasting?: string;
  /** Default: wherever the application is. */
  readonly when?: (settings: Settings) => boolean;
}

/** A part of a chain of Jobs. Applications that change one database name one chain, and stand in it in catalogue order. */
export interface Links {
  /** Name of the chain, and of the component of its pods. */
  readonly chain: string;
  readonly needs: readonly string[];
  readonly jobs: readonly Job[];
}

/** Files by name of the object that holds them, then by name of the file. */
export type FilesByObject = Readonly<Record<string, Readonly<Record<string, Content>>>>;

/** Pods of a lower level of trust live in a namespace of their own, called after the deployment's and this. */
export interface Apart {
  readonly suffix: string;
  readonly trust: "restricted" | "baseline";
  /** Its pods answer and ask nobody, not even for a name. */
  readonly mute?: true;
}

/**
 * One application of Open edX: what it is, what it needs, who talks to it. How it is deployed is nobody's business here.
 * What it wants of others, a key in their configuration or an account with the LMS, it says here, and they are told. Its names and
 * sizes alone are rows of tables that all applications share: CONTRIBUTING.md lists them.
 */
export interface Application {
  /** Name of the component and of its Service. */
  readonly name: string;
  /** The application of the release matrix whose image it runs. */
  readonly builtFrom: string;
  /** Which component builds it. Default: `django`. */
  readonly kind?: "django" | "static" | "relay" | "backup" | "hub";
  /** What it belongs to, where several applications are one thing to people. Default: it is one thing by itself. */
  readonly group?: "ecommerce" | "credentials";
  /** Whether a deployment that has its image has it too. Default: yes. */
  readonly present?: (context: Context) => boolean;
  /** Default: it lives with everything else. */
  readonly apart?: Apart;
  readonly secrets?: readonly SecretNeed[];
  /** Secrets beside those, where it depends on the settings which there are. */
  readonly moreSecrets?: (settings: Settings) => readonly SecretNeed[];
  /** Stores that only a deployment with such an application has. */
  readonly stores?: readonly OptionalStore[];
  readonly mysql?: readonly Database[];
  readonly mongodb?: readonly Database[];
  /** Buckets that it reads, or reads and writes, by an account of its own. Default: none. */
  readonly buckets?: Readonly<Partial<Record<Purpose, Access>>>;
  /** Accounts for single processes of it, by their names, where what one may do another must not. Default: none. */
  readonly accounts?: (settings: Settings) => Readonly<Record<string, readonly Grant[]>>;
  readonly hosts?: (context: ApplicationContext) => readonly Host[];
  readonly connections: (context: ApplicationContext) => readonly Wish[];
  /** Its settings, with who said each of them. Default: it has none. */
  readonly configuration?: (context: ApplicationContext) => Configuration;
  /** Settings of Django that only whoever runs it can know, with what to write. */
  readonly required?: Readonly<Record<string, string>>;
  /** Files that its pods mount. */
  readonly files?: (context: ApplicationContext, configuration: Configuration) => FilesByObject;
  /** Disks that all its pods share. */
  readonly volumes?: (context: ApplicationContext) => readonly Volume[];
  /** What it adds to the configuration of other applications, by their names. */
  readonly tells?: Readonly<Record<string, (context: Context) => Contribution>>;
  /** The accounts with which it, or somebody through it, talks to the LMS. */
  readonly clients?: (context: Context) => readonly OAuthClient[];
  /** What else it wants in the database of the LMS. */
  readonly rows?: (context: Context) => Rows;
  /** What has to be done before its new processes may start. Chains stand in the order in which they run. */
  readonly prepare?: (context: ApplicationContext) => readonly Links[];
  /** Applications that wait for it: new processes of it are there before any of theirs is replaced. */
  readonly precedes?: readonly string[];
  /** Stores and chains that its processes need. */
  readonly needs: readonly string[];
  /** What upstream's own chart runs of it, in the place of what follows. */
  readonly chart?: (context: ApplicationContext) => Charted;
  readonly web?: (context: ApplicationContext) => Web;
  readonly workers?: (context: ApplicationContext) => readonly Worker[];
  readonly schedules?: (context: ApplicationContext) => readonly Schedule[];
}
