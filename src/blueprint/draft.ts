import type { Application, SecretNeed } from "../catalog/application.ts";
import type { ApplicationContext, Context } from "../catalog/context.ts";
import type { Problem } from "../documents/problem.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { SettledDeployment } from "../settings/load.ts";
import type { Bucket, StorageAccount } from "../vocabulary/bucket.ts";
import type { Connection, Wish } from "../vocabulary/connection.ts";
import type { Entry } from "../vocabulary/entry.ts";
import type { Host } from "../vocabulary/host.ts";
import type { Tree } from "../vocabulary/late.ts";
import type { Store } from "../vocabulary/store.ts";
import type { PlacedPreparation, Provenance, Service } from "./model.ts";
import type { Project } from "./project.ts";

/** An application of the catalogue in place, and all that comes with it. */
export interface Part {
  readonly service: Service;
  readonly preparations: readonly PlacedPreparation[];
  readonly connections: readonly Wish[];
  readonly hosts: readonly Host[];
  readonly values: Readonly<Record<string, Tree>>;
  readonly provenance: readonly Provenance[];
  readonly problems: readonly Problem[];
}

/** All parts of a deployment, before anybody has judged whether they go together. */
export interface Draft {
  readonly project: Project;
  readonly loaded: SettledDeployment;
  readonly resolution: Resolution;
  readonly context: Context;
  readonly applications: readonly Application[];
  readonly needs: readonly SecretNeed[];
  readonly databases: ApplicationContext["databases"];
  readonly buckets: readonly Bucket[];
  readonly storageAccounts: readonly StorageAccount[];
  readonly parts: readonly Part[];
  readonly services: readonly Service[];
  readonly stores: readonly Store[];
  readonly preparations: readonly PlacedPreparation[];
  readonly hosts: readonly Host[];
  readonly entry: Entry | undefined;
  /** Those as well of what rests while a standby waits. */
  readonly connections: readonly Connection[];
  /** What follows no calendar while a standby waits, and has no connections then. */
  readonly resting: readonly string[];
}
