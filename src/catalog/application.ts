import type { Connection } from "../vocabulary/connection.ts";
import type { Content } from "../vocabulary/content.ts";
import type { Host } from "../vocabulary/host.ts";
import type { Secret } from "../vocabulary/secret.ts";
import type { Database } from "../vocabulary/store.ts";
import type { Job, Web } from "../vocabulary/workload.ts";
import type { Configuration } from "./configuration.ts";
import type { ApplicationContext } from "./context.ts";

/** A secret that an application or a store cannot be without. */
export interface SecretNeed extends Pick<Secret, "name" | "shape" | "loss"> {
  /** Why a new generation would lock everybody out, where it would. */
  readonly lasting?: string;
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

/**
 * One application of Open edX: what it is, what it needs, who talks to it. How it is deployed is nobody's business here.
 * Everything about it stands in its one file, and nothing about it stands anywhere else.
 */
export interface Application {
  /** Name of the component and of its Service. */
  readonly name: string;
  /** The application of the release matrix whose image it runs. */
  readonly builtFrom: string;
  readonly secrets: readonly SecretNeed[];
  readonly mysql: readonly Database[];
  readonly mongodb: readonly Database[];
  readonly hosts: (context: ApplicationContext) => readonly Host[];
  readonly connections: (context: ApplicationContext) => readonly Connection[];
  /** Its settings, with who said each of them. */
  readonly configuration: (context: ApplicationContext) => Configuration;
  /** Files that its pods mount. */
  readonly files: (context: ApplicationContext, configuration: Configuration) => FilesByObject;
  /** What has to be done to its databases before its new processes may start. */
  readonly prepare: (context: ApplicationContext) => Links;
  /** Stores and chains that its processes need. */
  readonly needs: readonly string[];
  readonly web: (context: ApplicationContext) => Web;
}
