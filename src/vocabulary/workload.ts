import type { Files } from "./content.ts";

/** How much of something a container asks for, and how much it may take at most. Kubernetes quantities. */
export interface Share {
  readonly request: string;
  readonly limit: string;
}

export interface Resources {
  /** Without a limit a pod takes what its node has to spare: a throttled processor is an outage that no graph shows. */
  readonly cpu: Pick<Share, "request"> & Partial<Pick<Share, "limit">>;
  readonly memory: Share;
  /** Disk of the node: logs and scratch directories. */
  readonly scratch: Share;
}

/** What a container finds at a path. The root file system is read-only, so whatever it writes to is named here. */
export type Mount =
  /** A directory with all files of a `Files`, or one of them at exactly this path. */
  | { readonly from: "files"; readonly files: string; readonly path: string; readonly only?: string }
  | {
      readonly from: "scratch";
      readonly name: string;
      readonly path: string;
      readonly size: string;
      /** It is a disk that is made for the pod and goes with it. Absent: a directory on the disk of the node. */
      readonly disk?: { readonly storageClass?: string };
    }
  | { readonly from: "volume"; readonly volume: string; readonly path: string }
  /** A Secret that somebody else registers. */
  | { readonly from: "secret"; readonly secret: string; readonly path: string };

export type Check =
  | { readonly by: "http"; readonly path: string; readonly host?: string }
  | { readonly by: "tcp" }
  | { readonly by: "command"; readonly command: readonly string[] };

/** Startup decides when the others begin, readiness who gets requests, liveness who is restarted. */
export interface Probes {
  readonly startup: Check & { readonly seconds: number };
  readonly readiness: Check;
  readonly liveness: Check;
}

export interface Port {
  readonly name: string;
  readonly number: number;
}

/** A container that starts before the one that the pod is for: it runs to its end, or stays beside it. */
export interface Initial {
  readonly name: string;
  readonly image: string;
  /** Absent: what the image does by itself. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** It does not end: it stays beside those that come after it, until the last of them has ended. */
  readonly beside?: true;
  readonly port?: Port;
  readonly mounts: readonly Mount[];
  readonly resources: Resources;
}

/** One container in a pod of its own: all that Kubernetes has to know of a process. */
export interface Pod {
  /** What runs before, one after the other. Default: nothing. */
  readonly initial?: readonly Initial[];
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Variables with an entry of a `Files` each, for a program that reads a password nowhere else. Default: none. */
  readonly secretEnvironment?: Readonly<Record<string, { readonly files: string; readonly entry: string }>>;
  /** The user that the image is built for. Never root. */
  readonly user: { readonly uid: number; readonly gid: number };
  readonly port?: Port;
  /** Where it says how it is, if that is another one. */
  readonly figures?: Port;
  readonly probes?: Probes;
  readonly resources: Resources;
  readonly mounts: readonly Mount[];
  /** Seconds between being asked to stop and being killed. */
  readonly grace: number;
  /** Seconds that it goes on working after it was taken out of its Service, because not everybody knows at once. */
  readonly drain?: number;
  /**
   * It runs code that nobody trusts, as another user: it may become that user, and a profile of AppArmor on its node says what
   * that one may do. Default: it runs nothing but itself.
   */
  readonly sandbox?: { readonly profile: string };
}

/** What a pod is for: who is scheduled first, and on which nodes. */
export type PodKind = "web" | "worker" | "store" | "job";

/** Nodes that are alike. */
export interface NodePool {
  readonly labels: Readonly<Record<string, string>>;
  /** Whether pods wait for such a node, or only prefer one. */
  readonly required: boolean;
  readonly tolerations: readonly {
    readonly key: string;
    readonly value?: string | undefined;
    readonly effect?: string | undefined;
  }[];
}

/** How many replicas there are, and who moves them. */
export type Scaling =
  | { readonly by: "fixed"; readonly replicas: number }
  /** An autoscaler keeps the average use of the requested CPU at `target` percent. */
  | { readonly by: "cpu"; readonly min: number; readonly max: number; readonly target: number }
  /** An autoscaler counts what waits on the broker. The longest of the lists decides. */
  | {
      readonly by: "queue";
      readonly min: number;
      readonly max: number;
      /** Lists, each with the waiting tasks for which there is one pod. */
      readonly lists: readonly { readonly list: string; readonly waitingPerPod: number }[];
      /** Seconds of calm before pods go: an empty list says that its tasks were taken, not that they are done. */
      readonly cooldown: number;
      readonly broker: {
        readonly speaks: "redis" | "rabbitmq";
        /** Of RabbitMQ. */
        readonly virtualHost?: string;
        /** `host:port`, as the autoscaler finds it from its own namespace. */
        readonly address: string;
        readonly tls: boolean;
        /** The `Files` with what it logs in with, and their entries, called as the autoscaler calls them: `password`, and `username`, `ca` and `tls` where there are any. */
        readonly login: { readonly files: string; readonly entries: readonly string[] };
      };
    };

export const fewest = (scaling: Scaling): number => (scaling.by === "fixed" ? scaling.replicas : scaling.min);
export const most = (scaling: Scaling): number => (scaling.by === "fixed" ? scaling.replicas : scaling.max);

/** Pods that run for long, all alike. */
export interface Process {
  /** Name of its component and its Deployment. */
  readonly name: string;
  readonly pod: Pod;
  readonly scaling: Scaling;
  /** New pods that start beside the old ones, at a time, when something changes. */
  readonly surge: number;
  /** Processes that do the work in each pod. */
  readonly processes: number;
  /** Row of the table of metrics, where it has a page with figures at its port. Default: it has none. */
  readonly figures?: string;
}

/** A process that answers requests through a Service of its name. */
export interface Web extends Process {
  readonly pod: Pod & { readonly port: Port; readonly probes: Probes };
}

/** A process that nobody calls: it takes its work from a queue. */
export interface Worker extends Process {
  /** Whether a node may be emptied under it to save the node. What it does may take hours, and is lost half done. */
  readonly evictable: boolean;
}

/** What a process is, for its labels, its nodes and its priority. */
export const kindOfProcess = (process: Web | Worker): "web" | "worker" =>
  "evictable" in process ? "worker" : "web";

/** A process that runs to its end at times of a calendar. */
export interface Schedule {
  /** Name of its component and its CronJob. */
  readonly name: string;
  /** Minute, hour, day, month and weekday, in UTC. */
  readonly cron: string;
  readonly pod: Pod;
  /** Seconds after which a run is given up. */
  readonly longest: number;
  readonly retries: number;
  /** It never starts by itself: somebody makes a Job of it. */
  readonly byHand?: true;
}

/** A process that runs to its end, again for everything that changes what it does or what it works on. */
export interface Job {
  /** The object is called `<name>-<hash>`; the hash is of its pod and of `works`. */
  readonly name: string;
  readonly pod: Pod;
  /** What it works on that its pod does not say: databases, versions of passwords. */
  readonly works?: string;
  /** Seconds after which it is given up. */
  readonly longest: number;
  readonly retries: number;
  /** It is created and waits, until somebody resumes it. */
  readonly byHand?: true;
}

/**
 * Jobs that run one after the other, before whoever needs what they prepare. Whatever changes one database stands in one
 * chain: two migrations of it at once would be its end.
 */
export interface Preparation {
  /** Name of the component of its pods, which no Service selects. */
  readonly name: string;
  /** Namespace of the platform that its pods run in, which has the pods of others too. Default: the deployment's own. */
  readonly elsewhere?: string;
  /** What its component is called there. Default: like itself. */
  readonly component?: string;
  /** Which component builds it. Default: the one that runs Jobs, whatever they do. */
  readonly kind?: "buckets";
  /** Stores and preparations that have to be ready before. */
  readonly needs: readonly string[];
  readonly jobs: readonly Job[];
  /** What its pods mount, under names that never change: a new name would be a new Job. */
  readonly files: readonly Files[];
}
