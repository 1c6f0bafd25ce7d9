/** How much of something a container asks for, and how much it may take at most. Kubernetes quantities. */
export interface Share {
  readonly request: string;
  readonly limit: string;
}

export interface Resources {
  readonly cpu: Share;
  readonly memory: Share;
  /** Disk of the node: logs and scratch directories. */
  readonly scratch: Share;
}

/** What a container finds at a path. The root file system is read-only, so whatever it writes to is named here. */
export type Mount =
  /** A directory with all files of a `Files`, or one of them at exactly this path. */
  | { readonly from: "files"; readonly files: string; readonly path: string; readonly only?: string }
  | { readonly from: "scratch"; readonly name: string; readonly path: string; readonly size: string }
  | { readonly from: "volume"; readonly volume: string; readonly path: string };

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

/** One container in a pod of its own: all that Kubernetes has to know of a process. */
export interface Pod {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The user that the image is built for. Never root. */
  readonly user: { readonly uid: number; readonly gid: number };
  readonly port?: Port;
  readonly probes?: Probes;
  readonly resources: Resources;
  readonly mounts: readonly Mount[];
  /** Seconds between being asked to stop and being killed. */
  readonly grace: number;
}

/** How many replicas there are, and whether an autoscaler moves them. */
export interface Scaling {
  readonly min: number;
  readonly max: number;
  /** Average use of the requested CPU, in percent, that the autoscaler aims at. */
  readonly cpuTarget: number;
}

/** A process that answers requests through a Service. */
export interface Web {
  readonly kind: "web";
  readonly name: string;
  readonly pod: Pod & { readonly port: Port; readonly probes: Probes };
  readonly scaling: Scaling;
  /** Processes that answer requests in each pod. */
  readonly processes: number;
}

/** A process that runs to its end once for everything that changes what it does. */
export interface Job {
  readonly kind: "job";
  /** Name without the hash; the object is called `<name>-<hash>`. */
  readonly name: string;
  readonly object: string;
  /** Component label of its pods, which no Service selects. */
  readonly component: string;
  readonly pod: Pod;
  /** Seconds after which it is given up. */
  readonly longest: number;
  readonly retries: number;
}

export type Workload = Web | Job;
