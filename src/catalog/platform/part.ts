import type { PartName } from "../../settings/sections/offers.ts";
import type { PlatformSettings } from "../../settings/settings.ts";
import type { Role } from "../../vocabulary/connection.ts";
import type { Opening } from "../../vocabulary/opening.ts";

/** Values of a chart: what its own `values.yaml` would say. */
export type Values = Readonly<Record<string, unknown>>;

/** Pods of a chart that are all alike: how many, and what each asks for. */
export interface Process {
  readonly replicas: number | "everyNode";
  readonly cpu: string;
  readonly memory: string;
  /** The most memory that it may take. */
  readonly most: string;
}

/** What the rows of the table are told about the stack that they are for. */
export interface PartContext {
  readonly settings: PlatformSettings;
  /** Whether a part is there, whoever brought it. */
  readonly has: (part: PartName) => boolean;
  /** The registry that stands in for one of the world's. */
  readonly registry: (upstream: string) => string;
  /** The Secret with the login that pods are pulled by, in the namespace of every chart. Absent: nobody asks for one. */
  readonly login?: string;
}

/** A chart at one exact version. */
export interface ChartOf {
  /** Name of its release. */
  readonly name: string;
  readonly chart: string;
  /** Where its pods live. Absent: with the other charts of the part. */
  readonly home?: Home;
  /** Absent: the chart is in a registry, and `chart` begins with `oci://`. */
  readonly repository?: string;
  readonly version: string;
  /** Images that it starts, as its own values name them at this version. */
  readonly images: readonly string[];
  /** What its pods ask for, by name. */
  readonly processes: (context: PartContext) => Readonly<Record<string, Process>>;
  readonly values: (context: PartContext, resources: (process: string) => Values) => Values;
  /** What it is told so that its pods are pulled with the login in this Secret. */
  readonly pulledBy: (secret: string) => Values;
  /** Charts of the part that have to be there before. */
  readonly after?: readonly string[];
  /** It brings kinds of its own, so it is never taken away by mistake. */
  readonly brings?: readonly string[];
  /** Whether they lie in its folder `crds/`: Helm installs what is there once, and never touches it again. */
  readonly frozen?: (settings: PlatformSettings) => boolean;
}

/** Where the pods of a part live, and who may talk to them. */
export interface Home {
  readonly name: string;
  readonly trust: "restricted" | "baseline" | "privileged";
  readonly why?: string;
  /** What its pods are to those of others. */
  readonly role?: Role;
  readonly opens: readonly Opening[];
  /** What its pods ask. Names they may always ask for. */
  readonly asks: readonly ("apiServer" | "web" | "internet" | "pods" | "nodes" | "machine")[];
}

/** One thing that a cluster has once. */
export interface Part {
  readonly name: PartName;
  /** In a few words, for people. */
  readonly what: string;
  readonly home: Home;
  readonly charts: (context: PartContext) => readonly ChartOf[];
  /** Parts that have to be there before, where they are managed here. */
  readonly after?: readonly PartName[];
  /** Parts without which it is of no use. */
  readonly needs?: readonly PartName[];
}

/** How a chart wants to be told what a process may take. No limit of processors: see `limits.processors`. */
export const resourcesOf = ({ cpu, memory, most }: Process) => ({
  requests: { cpu, memory },
  limits: { memory: most },
});

export const process = (
  replicas: Process["replicas"],
  cpu: string,
  memory: string,
  most: string,
): Process => ({
  replicas,
  cpu,
  memory,
  most,
});

export const frozen = (): boolean => true;

/** How most charts are told the Secret that their pods are pulled by. */
export const byName = (secret: string): Values => ({ imagePullSecrets: [{ name: secret }] });

export const byNameForAll = (secret: string): Values => ({ global: byName(secret) });

/** One pod may be missing while a node is drained, and no more. */
export const oneAway = { enabled: true, maxUnavailable: 1 } as const;
