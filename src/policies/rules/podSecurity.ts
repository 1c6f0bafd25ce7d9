import type { SecurityContext } from "../kubernetes.ts";
import { type Rule, rule } from "../rule.ts";
import type { PodContainer, Pods, Scene } from "../scene.ts";

/** The controls of the Pod Security Standard "restricted", those of "baseline" included. */

const WHY = "Whoever breaks into this process should find nothing to climb on.";

interface Control<Found> {
  readonly id: string;
  readonly holds: (found: Found) => boolean;
  readonly wrong: string;
  readonly remedy: string;
}

const SAFE_SYSCTLS = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
]);

const VOLUMES = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

const SELINUX_TYPES = new Set([undefined, "", "container_t", "container_init_t", "container_kvm_t"]);

const confined = ({ appArmorProfile, seLinuxOptions, windowsOptions }: SecurityContext = {}): boolean =>
  appArmorProfile?.type !== "Unconfined" &&
  SELINUX_TYPES.has(seLinuxOptions?.type) &&
  !seLinuxOptions?.user &&
  !seLinuxOptions?.role &&
  windowsOptions?.hostProcess !== true;

const ofPods: readonly Control<Pods>[] = [
  {
    id: "pod-host-namespaces",
    holds: ({ spec }) => !spec.hostNetwork && !spec.hostPID && !spec.hostIPC,
    wrong: "Its pods share the network, the processes or the memory of the node.",
    remedy: "Leave out hostNetwork, hostPID and hostIPC.",
  },
  {
    id: "pod-volume-types",
    holds: ({ spec }) =>
      (spec.volumes ?? []).every((volume) =>
        Object.keys(volume).every((source) => source === "name" || VOLUMES.has(source)),
      ),
    wrong: "Its pods mount a kind of volume that is not permitted, such as a directory of the node.",
    remedy: "Mount a ConfigMap, a Secret, an emptyDir or a PersistentVolumeClaim.",
  },
  {
    id: "pod-sysctls",
    holds: ({ spec }) => (spec.securityContext?.sysctls ?? []).every(({ name }) => SAFE_SYSCTLS.has(name)),
    wrong: "Its pods set a kernel parameter that reaches beyond them.",
    remedy: "Leave out sysctls, or set one that is safe.",
  },
];

const ROOT = 0;

const ofContainers: readonly Control<PodContainer>[] = [
  {
    id: "container-not-root",
    holds: ({ container, pods }) => {
      const own = container.securityContext;
      const shared = pods.spec.securityContext;
      const user = own?.runAsUser ?? shared?.runAsUser;
      return (own?.runAsNonRoot ?? shared?.runAsNonRoot) === true && user !== ROOT;
    },
    wrong: "runs as root, or may.",
    remedy: "Set runAsNonRoot: true and the user that the image is built for.",
  },
  {
    id: "container-not-privileged",
    holds: ({ container }) => container.securityContext?.privileged !== true,
    wrong: "is privileged.",
    remedy: "Leave out privileged.",
  },
  {
    id: "container-no-escalation",
    holds: ({ container }) => container.securityContext?.allowPrivilegeEscalation === false,
    wrong: "may gain more rights than it starts with.",
    remedy: "Set allowPrivilegeEscalation: false.",
  },
  {
    id: "container-capabilities",
    holds: ({ container }) => {
      const { add = [], drop = [] } = container.securityContext?.capabilities ?? {};
      return drop.includes("ALL") && add.every((one) => one === "NET_BIND_SERVICE");
    },
    wrong: "keeps capabilities of the kernel.",
    remedy: 'Set capabilities: { drop: ["ALL"] } and add none but NET_BIND_SERVICE.',
  },
  {
    id: "container-seccomp",
    holds: ({ container, pods }) => {
      const type = (container.securityContext?.seccompProfile ?? pods.spec.securityContext?.seccompProfile)
        ?.type;
      return type === "RuntimeDefault" || type === "Localhost";
    },
    wrong: "may make every call of the kernel.",
    remedy: "Set seccompProfile: { type: RuntimeDefault }.",
  },
  {
    id: "container-host-ports",
    holds: ({ container }) => (container.ports ?? []).every(({ hostPort }) => !hostPort),
    wrong: "opens a port of the node.",
    remedy: "Leave out hostPort; a Service makes a port reachable.",
  },
  {
    id: "container-confined",
    holds: ({ container, pods }) =>
      confined(container.securityContext) && confined(pods.spec.securityContext),
    wrong: "lifts a confinement: AppArmor, SELinux or the isolation of Windows processes.",
    remedy: "Leave out appArmorProfile, seLinuxOptions and windowsOptions.",
  },
  {
    id: "container-proc-mount",
    holds: ({ container }) => (container.securityContext?.procMount ?? "Default") === "Default",
    wrong: "sees all of /proc.",
    remedy: "Leave out procMount.",
  },
  {
    id: "container-read-only",
    holds: ({ container }) => container.securityContext?.readOnlyRootFilesystem === true,
    wrong: "may write to its own image.",
    remedy: "Set readOnlyRootFilesystem: true, and mount an emptyDir where it has to write.",
  },
];

/** Namespaces of lower trust have their own level, which the API server enforces. */
const isRestricted = ({ owner }: Pods, { blueprint }: Scene): boolean =>
  blueprint.kind !== "deployment" ||
  blueprint.namespaces.some(({ name, trust }) => name === owner.namespace && trust === "restricted");

export const podSecurity: readonly Rule[] = [
  ...ofPods.map((control) =>
    rule(control.id, {
      ...control,
      why: WHY,
      over: (scene) => scene.pods.filter((pods) => isRestricted(pods, scene)),
    }),
  ),
  ...ofContainers.map((control) =>
    rule(control.id, {
      ...control,
      why: WHY,
      over: (scene) => scene.containers.filter(({ pods }) => isRestricted(pods, scene)),
      wrong: ({ container }) => `Container ${container.name} ${control.wrong}`,
    }),
  ),
];
