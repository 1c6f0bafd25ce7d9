import { secondsOf } from "../../settings/shapes.ts";
import type { ChartedPods } from "../../vocabulary/charted.ts";
import { COMPONENT } from "../../vocabulary/labels.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import { bytesOf, millicoresOf } from "../../vocabulary/quantity.ts";
import { REGISTRY_LOGIN } from "../../vocabulary/secret.ts";
import type { NodePool } from "../../vocabulary/workload.ts";
import { type ApplicationContext, addressOf, type Context, schemeOf } from "../context.ts";
import { hubConfiguration } from "../python/python.ts";
import { calledOn } from "../stores/shared.ts";
import { type HubValues, IMAGES, imageOf, type ProfileValues } from "./chart.ts";
import { authenticator } from "./lti.ts";
import { type Profile, profilesOf, usualProfile } from "./profiles.ts";
import { HUB, NOTEBOOK, notebooksOf, PROXY, SCHEDULER, SECRETS } from "./settings.ts";
import { SIZES } from "./sizes.ts";
import { storageEnvironment, storageMounts, storageVolumes } from "./storage.ts";

/** Where learners' work is, in every image of Jupyter. */
const HOME = "/home/jovyan";
/** Disk with data for everybody. */
export const SHARED = "notebook-shared";
/** The folder that the chart reads further configuration from. */
const CONFIGURATION = "/usr/local/etc/jupyterhub/jupyterhub_config.d";

const CLOSED = { enabled: false } as const;

/** What the chart of JupyterHub is told. */
export function hubValues(context: ApplicationContext): HubValues {
  const said = notebooksOf(context.settings);
  return {
    custom: { database: databaseOf(context) },
    imagePullSecrets: pullSecrets(context),
    hub: hubOf(context),
    proxy: {
      service: { type: "ClusterIP" },
      https: CLOSED,
      labels: { [COMPONENT]: PROXY },
      chp: {
        image: imageOf(context.mirrored(IMAGES.proxy)),
        resources: asked(SIZES.proxy),
        networkPolicy: CLOSED,
      },
    },
    singleuser: serversOf(context),
    scheduling: {
      userScheduler: {
        enabled: said.packed,
        image: imageOf(context.mirrored(IMAGES.scheduler)),
        labels: { [COMPONENT]: SCHEDULER },
        resources: asked(SIZES.scheduler),
      },
      userPlaceholder: CLOSED,
      podPriority: CLOSED,
      corePods: { nodeAffinity: { matchNodePurpose: "ignore" } },
      userPods: { nodeAffinity: { matchNodePurpose: said.pool ? "ignore" : "prefer" } },
    },
    prePuller: {
      // It would hold up every update until the slowest node has pulled everything.
      hook: CLOSED,
      continuous: { enabled: said.prePull },
      resources: asked(SIZES.puller),
      pause: { image: imageOf(context.mirrored(IMAGES.pause)) },
    },
    cull: {
      enabled: true,
      timeout: secondsOf(said.idle.after),
      every: secondsOf(said.idle.every),
      maxAge: said.idle.longest ? secondsOf(said.idle.longest) : 0,
      users: false,
      adminUsers: true,
    },
  };
}

function hubOf(context: ApplicationContext): HubValues["hub"] {
  const { seats, admins } = notebooksOf(context.settings);
  const { className, section, traits } = authenticator(context);
  return {
    image: imageOf(context.mirrored(context.image)),
    config: {
      JupyterHub: {
        authenticator_class: className,
        admin_access: false,
        cookie_secret: secret(SECRETS.cookies),
        tornado_settings: { slow_spawn_timeout: 0, headers: framing(context) },
      },
      // Whoever the LMS has signed for may enter, and nobody else gets as far.
      Authenticator: { allow_all: true, admin_users: admins },
      ConfigurableHTTPProxy: { auth_token: secret(SECRETS.proxy) },
      CryptKeeper: { keys: [secret(SECRETS.state)] },
      KubeSpawner: spawning(context),
      [section]: traits,
    },
    db: { type: "mysql", password: secret(SECRETS.database), upgrade: true },
    activeServerLimit: seats,
    services: { metrics: { apiToken: secret(SECRETS.metrics) } },
    loadRoles: { metrics: { scopes: ["read:metrics"], services: ["metrics"] } },
    extraFiles: {
      arboretum: { mountPath: `${CONFIGURATION}/arboretum.py`, stringData: hubConfiguration },
    },
    labels: { [COMPONENT]: HUB },
    resources: asked(SIZES.hub),
    networkPolicy: CLOSED,
  };
}

/** Pods of learners meet the strictest level of Pod Security, which the spawner by itself does not. */
const spawning = ({ settings }: Context): { readonly [trait: string]: Tree } => ({
  pod_security_context: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  container_security_context: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
  // Names of Services would stand in the environment of every server.
  extra_pod_config: { enableServiceLinks: false },
  // Whoever is taken off the list of users does not lose what they wrote.
  delete_pvc: !settings.keep.data,
});

function serversOf(context: ApplicationContext): HubValues["singleuser"] {
  const { homes, shared, pool, start } = notebooksOf(context.settings);
  const storageClass = homes.storageClass ?? context.settings.cluster.storageClass;
  const usual = usualProfile(context);
  return {
    image: imageOf(usual.image),
    cpu: { guarantee: cores(usual.cpu.request), limit: cores(usual.cpu.limit) },
    memory: { guarantee: bytesOf(usual.memory.request), limit: bytesOf(usual.memory.limit) },
    startTimeout: secondsOf(start),
    defaultUrl: "/lab",
    storage: {
      type: "dynamic",
      capacity: homes.size,
      homeMountPath: HOME,
      dynamic: storageClass ? { storageClass } : {},
      extraVolumes: [
        ...(shared ? [{ name: SHARED, persistentVolumeClaim: { claimName: SHARED, readOnly: true } }] : []),
        ...storageVolumes(context),
      ],
      extraVolumeMounts: [
        ...(shared ? [{ name: SHARED, mountPath: `${HOME}/shared`, readOnly: true }] : []),
        ...storageMounts(context),
      ],
    },
    profileList: profilesOf(context).map((profile) => profileValues(profile, usual)),
    extraEnv: storageEnvironment(context),
    extraFiles: {
      "arboretum.json": {
        mountPath: "/etc/jupyter/jupyter_server_config.d/arboretum.json",
        data: { ServerApp: { tornado_settings: { headers: framing(context) } } },
      },
    },
    extraLabels: { [COMPONENT]: NOTEBOOK },
    ...nodesOf(pool),
    networkPolicy: CLOSED,
    // A privileged container in each pod would do what the network policies do.
    cloudMetadata: { blockWithIptables: false },
  };
}

/** Pages in which a course shows the hub and the servers. Files of learners keep the sandbox that Jupyter puts them in. */
function framing(context: Context): { readonly [header: string]: Tree } {
  const pages = (["domain", "apps", "studio"] as const).map((host) => addressOf(context, host));
  const others = context.settings.traffic.framedBy.map((host) => `${schemeOf(context)}://${host}`);
  return { "Content-Security-Policy": ["frame-ancestors 'self'", ...pages, ...others].join(" ") };
}

const profileValues = (
  { name, title, description, image, cpu, memory }: Profile,
  usual: Profile,
): ProfileValues => ({
  display_name: title,
  slug: name,
  ...(description === undefined ? {} : { description }),
  default: name === usual.name,
  kubespawner_override: {
    image,
    cpu_guarantee: cores(cpu.request),
    cpu_limit: cores(cpu.limit),
    mem_guarantee: bytesOf(memory.request),
    mem_limit: bytesOf(memory.limit),
  },
});

/** The spawner reads whole bytes as they are: its own `G` is not that of Kubernetes. */
const cores = (share: string): number => millicoresOf(share) / 1000;

const asked = ({ cpu, memory }: ChartedPods["resources"]) => ({
  requests: { cpu: cpu.request, memory: memory.request },
  limits: { cpu: cpu.limit, memory: memory.limit },
});

function nodesOf(
  pool: NodePool | undefined,
): Pick<HubValues["singleuser"], "extraTolerations" | "extraNodeAffinity"> {
  if (pool === undefined) return { extraTolerations: [], extraNodeAffinity: { required: [], preferred: [] } };
  const term = {
    matchExpressions: Object.entries(pool.labels)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({ key, operator: "In" as const, values: [value] })),
  };
  return {
    extraTolerations: pool.tolerations.map(({ key, value, effect }) => ({
      key,
      operator: value === undefined ? "Exists" : "Equal",
      ...(value === undefined ? {} : { value }),
      ...(effect === undefined ? {} : { effect }),
    })),
    extraNodeAffinity: pool.required
      ? { required: [term], preferred: [] }
      : { required: [], preferred: [{ weight: 100, preference: term }] },
  };
}

/** Where the hub keeps its users. The password comes beside it. */
function databaseOf(context: Context): Tree {
  const { host, port, tls } = context.stores.mysql;
  const { name, user } = calledOn("mysql", HUB_DATABASE, context);
  return {
    host,
    port,
    name,
    user,
    ...(tls
      ? {
          tls: {
            ...(tls.unverified ? { unverified: true } : {}),
            ...(tls.authority ? { authority: tls.authority } : {}),
          },
        }
      : {}),
  };
}

/** Users, their servers, their tokens. Homes are disks. */
export const HUB_DATABASE = { name: HUB, user: HUB, password: SECRETS.database } as const;

function pullSecrets({ settings: { images } }: Context): readonly string[] {
  if (images.login) return [REGISTRY_LOGIN];
  return images.pullSecret ? [images.pullSecret] : [];
}
