import type { Settings } from "../settings/settings.ts";
import type { Connection } from "../vocabulary/connection.ts";
import type { Content } from "../vocabulary/content.ts";
import type { Secret } from "../vocabulary/secret.ts";
import type { Database } from "../vocabulary/store.ts";
import type { Job, Web } from "../vocabulary/workload.ts";
import type { Configuration } from "./configuration.ts";
import type { Context } from "./context.ts";
import type { ServiceSize } from "./scale.ts";

/** A secret that an application or a store cannot be without. */
export interface SecretNeed extends Pick<Secret, "name" | "shape" | "loss"> {
  /** Why a new generation would lock everybody out, where it would. */
  readonly lasting?: string;
}

/**
 * One application of Open edX: what it is, what it needs, who talks to it. How it is deployed is nobody's business here.
 * Everything about it stands in its one file, and nothing about it stands anywhere else.
 */
export interface Application {
  /** Name of the component and of its Service. */
  readonly name: string;
  /** The application of the release matrix whose image it runs. */
  readonly builtFrom: string;
  readonly size: (scale: Settings["scale"]) => ServiceSize;
  readonly secrets: readonly SecretNeed[];
  readonly mysql: readonly Database[];
  readonly mongodb: readonly Database[];
  readonly connections: (context: Context) => readonly Connection[];
  /** Its settings, with who said each of them. */
  readonly configuration: (context: Context) => Configuration;
  /** Files that its pods mount, by name of the object that holds them. */
  readonly files: (
    context: Context,
    configuration: Configuration,
  ) => Readonly<Record<string, Readonly<Record<string, Content>>>>;
  readonly web: (context: Context) => Web;
  /** In order: each waits for the one before, and the web process for the last. */
  readonly jobs: (context: Context) => readonly Job[];
}
