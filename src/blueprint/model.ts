import type { S3State } from "../buckets/s3.ts";
import type { ConfigurationSecret } from "../settings/late.ts";
import type { Offers, PartName } from "../settings/sections/offers.ts";
import type { Bucket, StorageAccount } from "../vocabulary/bucket.ts";
import type { Charted } from "../vocabulary/charted.ts";
import type { ClusterBackups } from "../vocabulary/clusterBackups.ts";
import type { Connection, Role } from "../vocabulary/connection.ts";
import type { Files } from "../vocabulary/content.ts";
import type { Entry } from "../vocabulary/entry.ts";
import type { Host } from "../vocabulary/host.ts";
import type { Late } from "../vocabulary/late.ts";
import type { Lti } from "../vocabulary/lti.ts";
import type { Monitoring } from "../vocabulary/monitoring.ts";
import type { Opening } from "../vocabulary/opening.ts";
import type { Secret } from "../vocabulary/secret.ts";
import type { Store, Volume } from "../vocabulary/store.ts";
import type { NodePool, PodKind, Preparation, Schedule, Web, Worker } from "../vocabulary/workload.ts";

/** What every object of a stack says about itself in its labels. */
export interface Identity {
  readonly deployment: string;
  readonly stage: string;
  /** The release that it runs; the platform runs none. */
  readonly release?: string;
}

/** The cluster, as the providers need it. */
export interface Cluster {
  /** Fixed name of the cluster: while it stays, a new kubeconfig never replaces what runs there. */
  readonly identifier: string;
  readonly context?: string;
  /** Absent: the kubeconfig of whoever runs the update. */
  readonly kubeconfig?: ConfigurationSecret;
}

/** The most that the pods of a namespace may ask for together. */
export interface Quota {
  readonly cpu: string;
  readonly memory: string;
  /** Absent where pods have no limit of processors: a quota for it would refuse them. */
  readonly cpuLimit?: string;
  readonly memoryLimit: string;
  readonly pods: number;
}

/** What is presumed of a container of a namespace that says nothing, and the least that one may ask for. */
export interface Presumed {
  readonly unsaid: { readonly cpu: string; readonly memory: string; readonly memoryLimit: string };
  readonly smallest: { readonly cpu: string; readonly memory: string };
}

export interface Namespace {
  readonly name: string;
  /** What lives there, where it is not the deployment's own: `codejail`. */
  readonly apart?: string;
  /** Pod Security level that its pods have to meet. */
  readonly trust: "restricted" | "baseline" | "privileged";
  /** Its pods answer and ask nobody, not even for a name. */
  readonly mute?: boolean;
  /** What its pods are to those of others: policies elsewhere let them in by it. */
  readonly role?: Role;
  readonly keep: boolean;
  readonly quota: Quota;
  /** Absent: nothing is presumed, and a pod that says nothing is refused by the quota. */
  readonly presumed?: Presumed;
}

/** An application in place: its processes, and what they need before they may start. */
export interface Service {
  readonly name: string;
  /** Which component builds it. */
  readonly kind: "django" | "static" | "relay" | "backup" | "hub";
  /** What it belongs to: one component builds all that does. Absent: it is one thing by itself. */
  readonly group?: GroupName;
  readonly namespace: string;
  /** Absent where it only works on what others have left. */
  readonly web?: Web;
  /** What a chart runs of it. Default: nothing, all of it is said here. */
  readonly chart?: Charted;
  readonly workers: readonly Worker[];
  readonly schedules: readonly Schedule[];
  /** Stores and preparations that have to be ready before a new process replaces an old one. */
  readonly needs: readonly string[];
  /** MySQL databases that each process has a connection to. */
  readonly databases: readonly string[];
  /** What the processes mount. */
  readonly files: readonly Files[];
  /** Disks that all of them share. Default: none. */
  readonly volumes?: readonly Volume[];
}

/** Jobs of a deployment, and where they run. */
export interface PlacedPreparation extends Preparation {
  readonly namespace: string;
  /** What it belongs to. Absent: to nothing. */
  readonly group?: GroupName;
}

/** What several applications are together. */
export type GroupName = "ecommerce" | "credentials";

/** Where all of a group lives. */
export interface PlacedGroup {
  readonly name: GroupName;
  readonly namespace: string;
}

/** Who pulls images from where. */
export interface RegistryLogin {
  readonly registry: string;
  readonly user: string;
  readonly password: ConfigurationSecret;
}

/** One key of an application's configuration and who said it. */
export interface Provenance {
  readonly key: string;
  /** `release ulmo`, `catalog: search`, or the file, line and column of a user's setting. */
  readonly source: string;
}

/** A platform stack, and what has to have been deployed of it. */
export interface Reliance {
  readonly stack: string;
  readonly parts: readonly PartName[];
  readonly priorities: readonly string[];
  /** The gateway of the platform, where its stack installs one. */
  readonly gateway?: { readonly controller: string; readonly class: string };
}

/** Everything that one deployment is in one stage. */
export interface DeploymentBlueprint {
  readonly kind: "deployment";
  readonly stack: string;
  readonly identity: Identity & { readonly release: string };
  readonly cluster: Cluster;
  /** Name of the namespace of the deployment itself, where its stores are. */
  readonly home: string;
  /** That one, then one for each lower level of trust. */
  readonly namespaces: readonly [Namespace, ...Namespace[]];
  readonly pullSecret?: string;
  /** A login with a registry, from which that Secret is made in each namespace. Absent: somebody else makes it. */
  readonly login?: RegistryLogin;
  /** Images that may run under a tag that moves: all of them in the first stage, elsewhere only these. */
  readonly mayFloat: "everything" | readonly string[];
  /** Priority classes of the cluster by kind of pod. Absent: every pod is as urgent as any other. */
  readonly priorities?: Readonly<Record<PodKind, string>>;
  /** What it counts on of the platform stack of its cluster. Absent: a bare cluster. */
  readonly platform?: Reliance;
  /** Nodes by kind of pod. Absent: the cluster decides. */
  readonly nodes: Readonly<{ [Kind in PodKind]?: NodePool | undefined }>;
  readonly secrets: readonly Secret[];
  readonly stores: readonly Store[];
  /** Buckets of the object storage, each in the state in which it is to be. */
  readonly buckets: readonly Bucket[];
  /** Who gets to which of them. */
  readonly storageAccounts: readonly StorageAccount[];
  /** The buckets at Amazon, and who gets to them there. Absent: they are elsewhere. */
  readonly s3?: S3State;
  /** In an order in which each comes after what it needs. */
  readonly preparations: readonly PlacedPreparation[];
  readonly services: readonly Service[];
  /** What several of these applications are together. */
  readonly groups: readonly PlacedGroup[];
  readonly connections: readonly Connection[];
  /** Components whose pods somebody else makes, by what we register: cert-manager, an operator. Default: none. */
  readonly guests?: readonly string[];
  readonly hosts: readonly Host[];
  /** What lets requests in from outside. Absent where the cluster has no gateway: somebody else routes them. */
  readonly entry?: Entry;
  /** It stands in for another stack. Durations in seconds. */
  readonly standby?: {
    readonly of: string;
    readonly loss: number;
    readonly time: number;
    readonly active: boolean;
  };
  readonly provenance: Readonly<Record<string, readonly Provenance[]>>;
  /** How courses send learners to notebooks. Absent: there are none. */
  readonly lti?: Lti;
  /** What Velero saves. Absent: nobody asks for it. */
  readonly clusterBackups?: ClusterBackups;
  /** How it is measured. Absent: nobody asks for it. */
  readonly monitoring?: Monitoring;
}

/** A chart that the platform installs, at one exact version. */
export interface Chart {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  /** Absent for a chart in a registry. */
  readonly repository?: string;
  readonly version: string;
  /** Who may fetch it. Absent: everybody. */
  readonly login?: { readonly user: string; readonly password: ConfigurationSecret };
  readonly values: Readonly<Record<string, unknown>>;
  /** Charts that have to be there before. */
  readonly after: readonly string[];
  /** Images that it starts, as its values name them. */
  readonly images: readonly string[];
  /** Its kinds lie in a folder that Helm installs once: whoever moves it to another version renews them. */
  readonly frozenKinds?: true;
  /** It brings kinds, and with them goes whatever is of them: it stays in the cluster when it disappears here. */
  readonly stays: boolean;
}

/** A namespace that charts fill, whose pods nobody here has named. */
export interface ChartNamespace extends Namespace {
  readonly opens: readonly Opening[];
  readonly asks: readonly ("apiServer" | "web" | "internet" | "pods" | "nodes" | "machine")[];
}

/** A Secret that a chart is told to use, so that it makes up none. */
export interface Login {
  readonly name: string;
  readonly namespace: string;
  /** Absent: `Opaque`. */
  readonly type?: string;
  readonly entries: Readonly<Record<string, string | Late>>;
}

/** Who is scheduled first, and who may be moved for whom. */
export interface Priority {
  readonly name: string;
  readonly value: number;
  readonly why: string;
}

/** A rule that the API server itself enforces, so that no tool and no hand can break it. */
export interface Guard {
  readonly name: string;
  readonly operations: readonly ("CREATE" | "UPDATE" | "DELETE")[];
  readonly resources: readonly {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
  }[];
  /** Only objects with these labels are guarded. Absent: all of the kind are asked. */
  readonly label?: Readonly<Record<string, string>>;
  /** What has to be true for the request to pass, in CEL. */
  readonly holds: string;
  readonly message: string;
}

/** What a cluster has once, for every deployment on it. */
export interface PlatformBlueprint {
  readonly kind: "platform";
  readonly stack: string;
  readonly identity: Identity;
  readonly cluster: Cluster;
  readonly priorities: readonly Priority[];
  readonly guards: readonly Guard[];
  readonly namespaces: readonly ChartNamespace[];
  readonly secrets: readonly Secret[];
  readonly logins: readonly Login[];
  /** A login with a registry, for the pods of charts. Its Secret is made in each of their namespaces. */
  readonly login?: RegistryLogin;
  /** Each after those that it waits for. */
  readonly charts: readonly Chart[];
  /** What the class of gateways is made of. Absent: somebody else's. */
  readonly gateway?: {
    readonly controller: "envoy" | "traefik";
    readonly class: string;
    readonly namespace: string;
    readonly replicas: { readonly min: number; readonly max: number };
    readonly service: "LoadBalancer" | "NodePort" | "ClusterIP";
    readonly annotations: Readonly<Record<string, string>>;
    readonly proxies: number;
    readonly proxyProtocol: boolean;
    readonly resources: {
      readonly requests: Readonly<Record<string, string>>;
      readonly limits: Readonly<Record<string, string>>;
    };
    /** Absent: the one that the controller knows. */
    readonly image?: string;
    /** Secret that its proxies are pulled by. */
    readonly pullSecret?: string;
  };
  /** Addresses that MetalLB gives away. */
  readonly addresses?: {
    readonly namespace: string;
    readonly pool: readonly string[];
    readonly announce:
      | { readonly by: "l2"; readonly interfaces: readonly string[] }
      | {
          readonly by: "bgp";
          readonly own: number;
          readonly routers: readonly {
            readonly address: string;
            readonly system: number;
            readonly port?: number | undefined;
            /** Secret with the password of the session. */
            readonly login?: string;
          }[];
        };
  };
  /** Pages of Grafana, and where it looks for them. Absent: it has none of ours. */
  readonly dashboards?: {
    readonly namespace: string;
    readonly pages: readonly {
      readonly name: string;
      readonly file: string;
      readonly model: Readonly<Record<string, unknown>>;
    }[];
  };
  /** An authority of the cluster's own: ClusterIssuer of this name. */
  readonly authority?: { readonly name: string; readonly namespace: string; readonly commonName: string };
  /** What deployments may rely on. A deployment computes it from the same file, and this confirms it. */
  readonly offers: Offers;
}

export type Blueprint = DeploymentBlueprint | PlatformBlueprint;
