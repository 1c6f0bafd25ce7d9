import type { Late, Tree } from "../../vocabulary/late.ts";

/** The chart of Zero to JupyterHub, as its own values name things at this version. It does not follow the releases of Open edX. */
export const CHART = {
  chart: "jupyterhub",
  repository: "https://hub.jupyter.org/helm-chart/",
  version: "4.4.0",
} as const;

/** Images that it starts beside the hub, at that version. */
export const IMAGES = {
  proxy: "quay.io/jupyterhub/configurable-http-proxy:5.2.0",
  pause: "registry.k8s.io/pause:3.10.1",
  // The chart's own is five versions older than the oldest cluster that we run on.
  scheduler: "registry.k8s.io/kube-scheduler:v1.35.7",
} as const;

type Image = {
  readonly name: string;
  readonly tag: string;
};

type ContainerResources = {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
};

type Labels = Readonly<Record<string, string>>;
type Closed = { readonly enabled: false };

type Toleration = {
  readonly key: string;
  readonly operator: "Equal" | "Exists";
  readonly value?: string;
  readonly effect?: string;
};

type NodeTerm = {
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: "In";
    readonly values: readonly string[];
  }[];
};

type ExtraFile = {
  readonly mountPath: string;
  readonly stringData?: string;
  readonly data?: Tree;
  readonly mode?: number;
};

export type ProfileValues = {
  readonly display_name: string;
  readonly slug: string;
  readonly description?: string;
  readonly default: boolean;
  readonly kubespawner_override: {
    readonly image: string;
    readonly cpu_guarantee: number;
    readonly cpu_limit: number;
    readonly mem_guarantee: number;
    readonly mem_limit: number;
  };
};

/** What we say of the values of the chart. It refuses a key that it does not know, and so does this. */
export type HubValues = {
  /** What only our own file reads. */
  readonly custom: { readonly [key: string]: Tree };
  readonly imagePullSecrets: readonly string[];
  readonly hub: {
    readonly image: Image;
    /** Sections are classes of JupyterHub and its parts, keys are their traits. */
    readonly config: {
      readonly JupyterHub: {
        readonly authenticator_class: string;
        readonly admin_access: false;
        readonly cookie_secret: Late;
        readonly tornado_settings: { readonly [key: string]: Tree };
      };
      readonly Authenticator: { readonly allow_all: boolean; readonly admin_users: readonly string[] };
      readonly ConfigurableHTTPProxy: { readonly auth_token: Late };
      readonly CryptKeeper: { readonly keys: readonly Late[] };
      readonly KubeSpawner: { readonly [trait: string]: Tree };
      readonly LTI11Authenticator?: { readonly [trait: string]: Tree };
      readonly LTI13Authenticator?: { readonly [trait: string]: Tree };
    };
    readonly db: { readonly type: "mysql"; readonly password: Late; readonly upgrade: true };
    readonly activeServerLimit: number;
    readonly services: Readonly<Record<string, { readonly apiToken: Late }>>;
    readonly loadRoles: Readonly<
      Record<string, { readonly scopes: readonly string[]; readonly services: readonly string[] }>
    >;
    readonly extraFiles: Readonly<Record<string, ExtraFile>>;
    readonly labels: Labels;
    readonly resources: ContainerResources;
    readonly networkPolicy: Closed;
  };
  readonly proxy: {
    readonly service: { readonly type: "ClusterIP" };
    readonly https: Closed;
    readonly labels: Labels;
    readonly chp: {
      readonly image: Image;
      readonly resources: ContainerResources;
      readonly networkPolicy: Closed;
    };
  };
  readonly singleuser: {
    readonly image: Image;
    readonly cpu: { readonly guarantee: number; readonly limit: number };
    readonly memory: { readonly guarantee: number; readonly limit: number };
    readonly startTimeout: number;
    readonly defaultUrl: string;
    readonly storage: {
      readonly type: "dynamic";
      readonly capacity: string;
      readonly homeMountPath: string;
      readonly dynamic: { readonly storageClass?: string };
      readonly extraVolumes: readonly Tree[];
      readonly extraVolumeMounts: readonly Tree[];
    };
    readonly profileList: readonly ProfileValues[];
    readonly extraEnv: { readonly [key: string]: Tree };
    readonly extraFiles: Readonly<Record<string, ExtraFile>>;
    readonly extraLabels: Labels;
    readonly extraTolerations: readonly Toleration[];
    readonly extraNodeAffinity: {
      readonly required: readonly NodeTerm[];
      readonly preferred: readonly { readonly weight: number; readonly preference: NodeTerm }[];
    };
    readonly networkPolicy: Closed;
    readonly cloudMetadata: { readonly blockWithIptables: false };
  };
  readonly scheduling: {
    readonly userScheduler: {
      readonly enabled: boolean;
      readonly image: Image;
      readonly labels: Labels;
      readonly resources: ContainerResources;
    };
    readonly userPlaceholder: Closed;
    readonly podPriority: Closed;
    readonly corePods: { readonly nodeAffinity: { readonly matchNodePurpose: "ignore" } };
    readonly userPods: { readonly nodeAffinity: { readonly matchNodePurpose: "ignore" | "prefer" } };
  };
  readonly prePuller: {
    readonly hook: Closed;
    readonly continuous: { readonly enabled: boolean };
    readonly resources: ContainerResources;
    readonly pause: { readonly image: Image };
  };
  readonly cull: {
    readonly enabled: true;
    readonly timeout: number;
    readonly every: number;
    readonly maxAge: number;
    readonly users: false;
    readonly adminUsers: true;
  };
};

/** The chart joins name and tag by a colon; that of a digest stands between the algorithm and the rest. */
export function imageOf(image: string): Image {
  const at = image.indexOf("@");
  const slash = image.lastIndexOf("/", at < 0 ? undefined : at);
  const colon = image.indexOf(":", slash);
  return { name: image.slice(0, colon), tag: image.slice(colon + 1) };
}
