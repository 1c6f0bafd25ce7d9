import type * as k8s from "@pulumi/kubernetes";
import type { Files } from "../../vocabulary/content.ts";
import type { Check, Initial, Mount, Pod, PodKind, Probes, Resources } from "../../vocabulary/workload.ts";
import type { Placement } from "../placement.ts";
import { withHosts } from "./lateHosts.ts";
import { towards } from "./nodes.ts";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

export interface PodContext {
  readonly placement: Placement;
  /** Component of the pod, and name of its service account. */
  readonly component: string;
  readonly kind: PodKind;
  /** The files that the pod's mounts name. */
  readonly files: readonly Files[];
}

/** The pod of one container, as "restricted" Pod Security wants it: no root, nothing to escalate to, nothing to write to. */
export function podSpec(pod: Pod, context: PodContext): PodSpec {
  const { placement, component, kind } = context;
  const priority = placement.priorities?.[kind];
  const pool = placement.nodes?.[kind];
  return {
    serviceAccountName: component,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(priority ? { priorityClassName: priority } : {}),
    ...(pool ? towards(pool) : {}),
    ...(placement.pullSecret ? { imagePullSecrets: [{ name: placement.pullSecret }] } : {}),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: pod.user.uid,
      runAsGroup: pod.user.gid,
      fsGroup: pod.user.gid,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    terminationGracePeriodSeconds: pod.grace,
    ...(pod.initial?.length
      ? { initContainers: pod.initial.map((one) => initialContainer(one, placement)) }
      : {}),
    containers: [container(pod, context)],
    volumes: volumes([...pod.mounts, ...(pod.initial ?? []).flatMap(({ mounts }) => mounts)], context.files),
  };
}

function container(pod: Pod, { component: name, files, placement }: PodContext): Container {
  const environment = [
    ...environmentOf(pod.environment, placement),
    ...secretsOf(pod.secretEnvironment ?? {}, files),
  ];
  return {
    name,
    image: pod.image,
    // With a digest this costs one question to the registry; without one it is what keeps two nodes on the same image.
    imagePullPolicy: "Always",
    ...(pod.command ? { command: [...pod.command] } : {}),
    ...(pod.args && pod.args.length > 0 ? { args: [...pod.args] } : {}),
    ...(environment.length > 0 ? { env: environment } : {}),
    ...portsOf(pod),
    ...(pod.port && pod.probes ? probes(pod.probes, pod.port.name) : {}),
    ...(pod.drain ? { lifecycle: { preStop: { sleep: { seconds: pod.drain } } } } : {}),
    resources: resources(pod.resources),
    securityContext: pod.sandbox ? sandboxed(pod.sandbox.profile) : CONFINED,
    volumeMounts: pod.mounts.map(volumeMount),
  };
}

const environmentOf = (variables: Readonly<Record<string, string>>, placement: Placement) =>
  Object.entries(variables).map(([name, value]) => ({ name, value: withHosts(value, placement) }));

const secretsOf = (variables: NonNullable<Pod["secretEnvironment"]>, files: readonly Files[]) =>
  Object.entries(variables).map(([name, { files: object, entry }]) => ({
    name,
    valueFrom: { secretKeyRef: { name: declared(object, files).object, key: entry } },
  }));

const initialContainer = (
  { name, image, command, args, mounts, ...one }: Initial,
  placement: Placement,
): Container => ({
  name,
  image,
  imagePullPolicy: "Always",
  ...(one.beside ? { restartPolicy: "Always" } : {}),
  ...(command ? { command: [...command] } : {}),
  ...(args ? { args: [...args] } : {}),
  ...(one.environment ? { env: environmentOf(one.environment, placement) } : {}),
  ...portsOf(one),
  resources: resources(one.resources),
  securityContext: CONFINED,
  volumeMounts: mounts.map(volumeMount),
});

function portsOf({ port, figures }: Pick<Pod, "port" | "figures">) {
  const ports = [port, figures].flatMap((one) =>
    one ? [{ name: one.name, containerPort: one.number }] : [],
  );
  return ports.length > 0 ? { ports } : {};
}

/** Without its profile a node does not start it at all. */
const sandboxed = (localhostProfile: string) => ({
  allowPrivilegeEscalation: true,
  privileged: false,
  readOnlyRootFilesystem: true,
  appArmorProfile: { type: "Localhost", localhostProfile },
});

const CONFINED = {
  // Said of the pod as well; of the container it holds for one that somebody adds, and for tools that look no further.
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

const resources = ({ cpu, memory, scratch }: Resources) => ({
  requests: { cpu: cpu.request, memory: memory.request, "ephemeral-storage": scratch.request },
  limits: {
    ...(cpu.limit ? { cpu: cpu.limit } : {}),
    memory: memory.limit,
    "ephemeral-storage": scratch.limit,
  },
});

const PERIOD_SECONDS = 10;

/** Every pod that answers by http asks one database: when that is slow, all are, and a Service without pods is an outage. */
const PATIENCE = {
  http: { timeoutSeconds: 15, failureThreshold: 4 },
  tcp: { timeoutSeconds: 5, failureThreshold: 3 },
  command: { timeoutSeconds: 5, failureThreshold: 3 },
} as const satisfies Record<Check["by"], object>;

function probes({ startup, readiness, liveness }: Probes, port: string) {
  const patiently = (by: Check) => ({
    ...check(by, port),
    periodSeconds: PERIOD_SECONDS,
    ...PATIENCE[by.by],
  });
  return {
    startupProbe: {
      ...patiently(startup),
      failureThreshold: Math.ceil(startup.seconds / PERIOD_SECONDS),
    },
    readinessProbe: patiently(readiness),
    livenessProbe: { ...patiently(liveness), failureThreshold: 6 },
  };
}

function check(by: Check, port: string) {
  switch (by.by) {
    case "tcp":
      return { tcpSocket: { port } };
    case "command":
      return { exec: { command: [...by.command] } };
    case "http": {
      // Django answers only to the hosts it knows, and the kubelet would ask for the address of the pod.
      const httpHeaders = by.host ? [{ name: "Host", value: by.host }] : [];
      return { httpGet: { path: by.path, port, ...(by.host ? { httpHeaders } : {}) } };
    }
  }
}

/** A claim that is made with the pod and goes with it. Whoever saves volumes leaves it out: it holds copies, some of them open. */
const diskOf = (
  { size }: { readonly size: string },
  { storageClass }: { readonly storageClass?: string },
) => ({
  volumeClaimTemplate: {
    metadata: { labels: { "velero.io/exclude-from-backup": "true" } },
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass ? { storageClassName: storageClass } : {}),
      resources: { requests: { storage: size } },
    },
  },
});

const volumeName = (mount: Mount): string => {
  switch (mount.from) {
    case "files":
      return mount.files;
    case "scratch":
      return mount.name;
    case "volume":
      return mount.volume;
    case "secret":
      return mount.secret;
  }
};

function volumeMount(mount: Mount) {
  const name = volumeName(mount);
  if (mount.from === "secret") return { name, mountPath: mount.path, readOnly: true };
  if (mount.from !== "files") return { name, mountPath: mount.path };
  return { name, mountPath: mount.path, readOnly: true, ...(mount.only ? { subPath: mount.only } : {}) };
}

function declared(name: string, files: readonly Files[]): Files {
  const source = files.find((one) => one.name === name);
  if (source === undefined) throw new Error(`a pod mounts files that are not declared: ${name}`);
  return source;
}

/** Readable by the owner and the group of the pod alone. */
const GROUP_READABLE = 0o440;

function volumes(mounts: readonly Mount[], files: readonly Files[]): k8s.types.input.core.v1.Volume[] {
  // Containers of a pod, and mounts of a container, may share a volume.
  const distinct = [...new Map(mounts.map((mount) => [volumeName(mount), mount])).values()];
  return distinct.map((mount) => {
    const name = volumeName(mount);
    if (mount.from === "scratch")
      return mount.disk
        ? { name, ephemeral: diskOf(mount, mount.disk) }
        : { name, emptyDir: { sizeLimit: mount.size } };
    if (mount.from === "volume") return { name, persistentVolumeClaim: { claimName: mount.volume } };
    if (mount.from === "secret")
      return { name, secret: { secretName: mount.secret, defaultMode: GROUP_READABLE } };
    const source = declared(mount.files, files);
    return source.kind === "secret"
      ? { name, secret: { secretName: source.object, defaultMode: GROUP_READABLE } }
      : { name, configMap: { name: source.object, defaultMode: GROUP_READABLE } };
  });
}
