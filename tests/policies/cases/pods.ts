import {
  breaks,
  type Case,
  container,
  deployment,
  HOME,
  holds,
  object,
  pod,
  resource,
  workload,
} from "./world.ts";

const secure = (fields: object) => container({ securityContext: fields });
const securely = (fields: object) => pod({ securityContext: fields });

/** The Pod Security Standard, containers, accounts and images. */
export const podCases: readonly Case[] = [
  ...["hostNetwork", "hostPID", "hostIPC"].map((field) =>
    breaks("pod-host-namespaces", field, pod({ [field]: true }), /share the network/),
  ),
  holds("pod-host-namespaces", "nothing of the node", pod({ hostNetwork: false, hostPID: false })),
  holds("pod-host-namespaces", "a namespace of another trust", pod({ hostNetwork: true }), {
    namespaces: [
      { name: HOME, trust: "baseline" },
      { name: "other", trust: "restricted" },
    ],
  }),
  breaks("pod-host-namespaces", "on a platform", pod({ hostNetwork: true }), /./, { kind: "platform" }),
  holds("pod-host-namespaces", "no pods", [
    object("ConfigMap", "it"),
    object("Deployment", "empty", { template: {} }),
  ]),

  holds(
    "pod-volume-types",
    "every kind that is permitted",
    pod({
      volumes: [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
      ].map((kind) => ({ name: kind, [kind]: {} })),
    }),
  ),
  holds("pod-volume-types", "no volumes", pod({})),
  breaks(
    "pod-volume-types",
    "one among others that is not",
    pod({
      volumes: [
        { name: "a", emptyDir: {} },
        { name: "b", nfs: {} },
      ],
    }),
  ),

  holds("pod-sysctls", "none", securely({})),
  holds(
    "pod-sysctls",
    "safe ones",
    securely({ sysctls: [{ name: "net.ipv4.ping_group_range" }, { name: "kernel.shm_rmid_forced" }] }),
  ),
  breaks(
    "pod-sysctls",
    "one that is not safe",
    securely({ sysctls: [{ name: "net.ipv4.tcp_wmem" }, { name: "vm.swappiness" }] }),
  ),

  holds("container-not-root", "said by itself", secure({ runAsNonRoot: true })),
  holds("container-not-root", "said by its pod", securely({ runAsNonRoot: true, runAsUser: 1000 })),
  breaks("container-not-root", "said by nobody", container({}), /^Container it runs as root, or may\.$/),
  breaks(
    "container-not-root",
    "taken back by itself",
    container({ securityContext: { runAsNonRoot: false } }, { securityContext: { runAsNonRoot: true } }),
  ),
  breaks("container-not-root", "as user 0", secure({ runAsNonRoot: true, runAsUser: 0 })),
  breaks("container-not-root", "as user 0 of its pod", securely({ runAsNonRoot: true, runAsUser: 0 })),
  holds(
    "container-not-root",
    "as another user than its pod",
    container(
      { securityContext: { runAsUser: 7 } },
      { securityContext: { runAsNonRoot: true, runAsUser: 0 } },
    ),
  ),
  breaks(
    "container-not-root",
    "before the others",
    pod({ securityContext: {}, initContainers: [{ name: "first" }], containers: [] }),
    /^Container first /,
  ),
  holds("container-not-root", "in a namespace of another trust", container({}), {
    namespaces: [{ name: HOME, trust: "privileged" }],
  }),

  holds("container-not-privileged", "not said", container({})),
  breaks("container-not-privileged", "said", secure({ privileged: true }), "Container it is privileged."),
  breaks("container-no-escalation", "not said", container({}), /may gain more rights/),
  holds("container-no-escalation", "said", secure({ allowPrivilegeEscalation: false })),

  breaks("container-capabilities", "not said", container({})),
  breaks("container-capabilities", "nothing dropped", secure({ capabilities: { drop: [] } })),
  breaks("container-capabilities", "one dropped", secure({ capabilities: { drop: ["KILL"] } })),
  holds("container-capabilities", "all dropped", secure({ capabilities: { drop: ["ALL"] } })),
  holds(
    "container-capabilities",
    "low ports",
    secure({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } }),
  ),
  breaks(
    "container-capabilities",
    "another one beside",
    secure({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE", "CHOWN"] } }),
  ),

  breaks("container-seccomp", "not said", container({})),
  holds("container-seccomp", "of the runtime", secure({ seccompProfile: { type: "RuntimeDefault" } })),
  holds("container-seccomp", "of the node", secure({ seccompProfile: { type: "Localhost" } })),
  holds("container-seccomp", "of its pod", securely({ seccompProfile: { type: "RuntimeDefault" } })),
  breaks(
    "container-seccomp",
    "its own beats that of its pod",
    container(
      { securityContext: { seccompProfile: { type: "Unconfined" } } },
      { securityContext: { seccompProfile: { type: "Localhost" } } },
    ),
  ),

  holds(
    "container-host-ports",
    "none",
    container({ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }] }),
  ),
  holds("container-host-ports", "no ports", container({})),
  breaks(
    "container-host-ports",
    "one of two",
    container({ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] }),
  ),

  holds("container-confined", "not said", container({})),
  ...["container_t", "container_init_t", "container_kvm_t", ""].map((type) =>
    holds("container-confined", `SELinux type ${type}`, secure({ seLinuxOptions: { type } })),
  ),
  holds(
    "container-confined",
    "the profile of the runtime",
    secure({ appArmorProfile: { type: "RuntimeDefault" }, windowsOptions: { hostProcess: false } }),
  ),
  ...[
    { appArmorProfile: { type: "Unconfined" } },
    { seLinuxOptions: { type: "spc_t" } },
    { seLinuxOptions: { user: "system_u" } },
    { seLinuxOptions: { role: "system_r" } },
    { windowsOptions: { hostProcess: true } },
  ].flatMap((fields) => [
    breaks("container-confined", `its own ${JSON.stringify(fields)}`, secure(fields)),
    breaks("container-confined", `of its pod ${JSON.stringify(fields)}`, securely(fields)),
  ]),

  holds("container-proc-mount", "not said", container({})),
  holds("container-proc-mount", "the default", secure({ procMount: "Default" })),
  breaks("container-proc-mount", "all of it", secure({ procMount: "Unmasked" })),
  breaks("container-read-only", "not said", container({})),
  holds("container-read-only", "said", secure({ readOnlyRootFilesystem: true })),

  breaks(
    "container-resources",
    "nothing said",
    container({}),
    "Container it does not say requests.cpu, requests.memory, requests.ephemeral-storage, limits.memory, limits.ephemeral-storage.",
  ),
  holds(
    "container-resources",
    "no stop of processors",
    container({
      resources: {
        requests: { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" },
        limits: { memory: "1Gi", "ephemeral-storage": "1Gi" },
      },
    }),
  ),
  breaks(
    "container-resources",
    "one missing",
    container({
      resources: {
        requests: { cpu: "1", "ephemeral-storage": "1Gi" },
        limits: { memory: "1Gi", "ephemeral-storage": "1Gi" },
      },
    }),
    /does not say requests\.memory\.$/,
  ),

  holds(
    "container-ports-named",
    "each by its own name",
    container({
      ports: [
        { name: "http", containerPort: 1 },
        { name: "a-name-of-15-xx", containerPort: 2 },
      ],
    }),
  ),
  holds("container-ports-named", "no ports", container({})),
  ...["", "Http", "1a", "-a", "a_b", "a-name-of-16-xxx"].map((name) =>
    breaks(
      "container-ports-named",
      `"${name}" is no name`,
      container({ ports: [{ name, containerPort: 1 }] }),
    ),
  ),
  breaks(
    "container-ports-named",
    "none has a name",
    container({ ports: [{ containerPort: 1 }] }),
    /A port of container it has no name/,
  ),
  breaks(
    "container-ports-named",
    "two share one",
    container({
      ports: [
        { name: "http", containerPort: 1 },
        { name: "http", containerPort: 2 },
      ],
    }),
  ),

  holds("container-environment-once", "two names", container({ env: [{ name: "A" }, { name: "B" }] })),
  holds("container-environment-once", "none", container({})),
  breaks(
    "container-environment-once",
    "one name twice",
    container({ env: [{ name: "A" }, { name: "A" }] }),
    /Container it sets/,
  ),

  breaks(
    "pod-service-account",
    "nobody says which",
    container({}),
    'Its service account "default" is not in this stack.',
  ),
  breaks("pod-service-account", "one that is not there", pod({ serviceAccountName: "web" }), /"web"/),
  holds("pod-service-account", "one that is there", [
    ...pod({ serviceAccountName: "web" }),
    object("ServiceAccount", "web"),
  ]),
  holds("pod-service-account", "the default, when it is ours", [
    ...pod({}),
    object("ServiceAccount", "default"),
  ]),
  breaks("pod-service-account", "one of another namespace", [
    ...pod({ serviceAccountName: "web" }),
    object("ServiceAccount", "web", {}, { metadata: { namespace: "other" } }),
  ]),
  breaks("pod-no-token", "not said", pod({})),
  holds("pod-no-token", "said", pod({ automountServiceAccountToken: false })),

  ...[undefined, "", "docker.io/a/b", "host:5000/a/b", "a@sha256:abc", `a@sha256:${"a".repeat(64)}x`].map(
    (image) =>
      breaks(
        "image-version",
        `${image} has none`,
        container(image === undefined ? {} : { image }),
        /without a version/,
      ),
  ),
  breaks("image-version", "no image at all", container({}), "Container it runs no image without a version."),
  ...["a:1", "docker.io/a/b:v1.2", `docker.io/a/b@sha256:${"0a".repeat(32)}`, "host:5000/a/b:1"].map(
    (image) => holds("image-version", `${image} has one`, container({ image })),
  ),
  breaks(
    "image-pinned",
    "a tag that moves",
    container({ image: "docker.io/a/b:latest" }),
    "Container it runs docker.io/a/b:latest, and that tag can move.",
  ),
  holds("image-pinned", "a version", container({ image: "docker.io/a/b:1.2.3" })),
  holds("image-pinned", "what has no version is told by another rule", container({ image: "docker.io/a/b" })),
  holds("image-pinned", "no image", container({})),
  ...["b", "docker.io/a/b:latest"].map((name) =>
    holds("image-pinned", `${name} may move`, container({ image: "docker.io/a/b:latest" }), {
      mayFloat: ["x", name],
    }),
  ),
  ...["a", "a/b", "docker.io/a/b"].map((name) =>
    breaks("image-pinned", `${name} is not its name`, container({ image: "docker.io/a/b:latest" }), /./, {
      mayFloat: [name],
    }),
  ),
  holds("image-pinned", "everything may move", container({ image: "docker.io/a/b:latest" }), {
    mayFloat: "everything",
  }),
  holds(
    "image-pinned",
    "the platform says by itself what moves",
    container({ image: "docker.io/a/b:latest" }),
    { kind: "platform" },
  ),

  // What is no object of ours is not looked at.
  holds("pod-no-token", "an object that is only read", [{ ...deployment(), read: true }]),
  holds("pod-no-token", "a component", [{ ...deployment(), custom: false }]),
  holds("pod-no-token", "a release of a chart", [
    resource("kubernetes:helm.sh/v3:Release", "it", { inputs: { spec: { template: { spec: {} } } } }),
  ]),
  holds("pod-no-token", "what another provider makes", [{ ...deployment(), type: "aws:apps/v1:Deployment" }]),
  breaks("pod-no-token", "a pod alone", [object("Pod", "it", { containers: [] })]),
  breaks("pod-no-token", "the pods of a CronJob", [
    object("CronJob", "it", { jobTemplate: { spec: { template: { spec: { containers: [] } } } } }),
  ]),
  breaks("pod-no-token", "the pods of a Job", [workload("Job", "it")]),
];
