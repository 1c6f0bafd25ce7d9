import type { ControlList } from "./control.ts";

/** The Pod Security Standards as they are enforced in namespaces of Kubernetes 1.35. */
export const podSecurityStandards: ControlList = {
  title: "Pod Security Standards",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  controls: [
    {
      id: "baseline: HostProcess",
      asks: "No container runs on a Windows node as the node itself.",
      met: [{ rule: "container-confined" }],
    },
    {
      id: "baseline: host namespaces",
      asks: "No pod shares network, processes or memory with its node.",
      met: [{ rule: "pod-host-namespaces" }],
    },
    {
      id: "baseline: privileged containers",
      asks: "No container is privileged.",
      met: [{ rule: "container-not-privileged" }],
    },
    {
      id: "baseline: capabilities",
      asks: "No container gets capabilities beyond the usual ones.",
      met: [{ rule: "container-capabilities" }],
    },
    {
      id: "baseline: hostPath volumes",
      asks: "No pod mounts a directory of its node.",
      met: [{ rule: "pod-volume-types" }],
    },
    {
      id: "baseline: host ports",
      asks: "No container opens a port of its node.",
      met: [{ rule: "container-host-ports" }],
    },
    {
      id: "baseline: AppArmor",
      asks: "Nobody lifts the confinement by AppArmor.",
      met: [{ rule: "container-confined" }],
    },
    {
      id: "baseline: SELinux",
      asks: "Nobody chooses a user or a role of SELinux.",
      met: [{ rule: "container-confined" }],
    },
    { id: "baseline: /proc mount type", asks: "/proc is masked.", met: [{ rule: "container-proc-mount" }] },
    {
      id: "baseline: seccomp",
      asks: "Nobody lifts the filter of system calls.",
      met: [{ rule: "container-seccomp" }],
    },
    {
      id: "baseline: sysctls",
      asks: "Only kernel parameters that stay within the pod are set.",
      met: [{ rule: "pod-sysctls" }],
    },
    {
      id: "restricted: volume types",
      asks: "Only volumes that hold configuration, secrets, scratch or claims are mounted.",
      met: [{ rule: "pod-volume-types" }],
    },
    {
      id: "restricted: privilege escalation",
      asks: "No process can gain rights that it did not start with.",
      met: [{ rule: "container-no-escalation" }],
    },
    {
      id: "restricted: running as non-root",
      asks: "Every container has to be somebody else than root.",
      met: [{ rule: "container-not-root" }],
    },
    {
      id: "restricted: running as non-root user",
      asks: "No container names root as its user.",
      met: [{ rule: "container-not-root" }],
    },
    {
      id: "restricted: seccomp",
      asks: "System calls are filtered by the profile of the runtime.",
      met: [{ rule: "container-seccomp" }],
    },
    {
      id: "restricted: capabilities",
      asks: "All capabilities are dropped; at most NET_BIND_SERVICE is added.",
      met: [{ rule: "container-capabilities" }],
    },
  ],
};
