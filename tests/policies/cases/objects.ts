import {
  breaks,
  type Case,
  container,
  deployment,
  HOME,
  holds,
  object,
  resource,
  workload,
} from "./world.ts";

const home = object("Namespace", HOME, {}, { metadata: { namespace: undefined } });
const map = (metadata: object) => [home, object("ConfigMap", "it", {}, { metadata: metadata })];
const marked = (values: object = {}) => ({
  labels: {
    "app.kubernetes.io/part-of": "openedx",
    "app.kubernetes.io/managed-by": "pulumi",
    "arboretum.dev/deployment": "campus",
    "arboretum.dev/stage": "qa",
    ...values,
  },
});
const only = (metadata: object) => [object("ConfigMap", "it", {}, { metadata: metadata })];
const long = (length: number) => "a".repeat(length);
const PRIVATE_KEY = "tls:index/privateKey:PrivateKey";

const ADMINISTRATOR = "object-storage-administrator";
const VISITS = { preparations: [{ name: "a", jobs: [], elsewhere: "shared" }] };
/** A Job in a namespace of the platform. */
const guest = (secretName: string) =>
  workload("Job", "it", {
    metadata: { namespace: "shared" },
    pod: { volumes: [{ name: "v", secret: { secretName } }] },
  });

/** Names, labels, secrets and volumes. */
export const objectCases: readonly Case[] = [
  breaks("object-named", "no name", only({ name: undefined }), /no metadata\.name/),
  breaks("object-named", "no metadata", [resource("kubernetes:core/v1:ConfigMap", "it")]),
  holds("object-named", "a name", only({})),

  holds("object-namespace", "one of the stack", map({})),
  breaks("object-namespace", "none", map({ namespace: undefined }), "It has no metadata.namespace."),
  breaks(
    "object-namespace",
    "one of others",
    map({ namespace: "kube-system" }),
    'Its namespace "kube-system" is not of this stack.',
  ),
  holds("object-namespace", "kinds that have none", [
    ...[
      "ClusterIssuer",
      "ClusterRole",
      "ClusterRoleBinding",
      "CustomResourceDefinition",
      "GatewayClass",
      "Namespace",
      "PersistentVolume",
      "PriorityClass",
      "StorageClass",
      "ValidatingAdmissionPolicy",
      "ValidatingAdmissionPolicyBinding",
    ].map((kind) => object(kind, "it", {}, { metadata: { namespace: undefined } })),
  ]),
  holds("object-namespace", "one of the platform, where the stack is a guest", map({ namespace: "shared" }), {
    preparations: [
      { name: "a", jobs: [] },
      { name: "b", jobs: [], elsewhere: "shared" },
    ],
  }),
  holds("object-namespace", "one of the platform, where its backups are kept", map({ namespace: "velero" }), {
    clusterBackups: { home: "velero" },
  }),
  holds("object-namespace", "any, for a platform", map({ namespace: "elsewhere" }), { kind: "platform" }),
  breaks("object-namespace", "none, for a platform", map({ namespace: undefined }), /no metadata/, {
    kind: "platform",
  }),

  ...["it", "a-b", "a.b-c.d", "1", long(63)].map((name) =>
    holds("object-name-valid", `"${name}"`, only({ name })),
  ),
  ...["It", "-a", "a-", "a..b", ".a", "a_b", long(64)].map((name) =>
    breaks("object-name-valid", `"${name}"`, only({ name }), `"${name}" is no name for an object.`),
  ),
  holds("object-name-valid", "no name is told by another rule", only({ name: undefined })),

  breaks(
    "object-name-unique",
    "twice",
    [object("ConfigMap", "it"), object("ConfigMap", "it"), object("ConfigMap", "it")],
    [/./, /./],
  ),
  holds("object-name-unique", "another kind, namespace or name", [
    object("ConfigMap", "it"),
    object("Secret", "it"),
    object("ConfigMap", "other"),
    object("ConfigMap", "it", {}, { metadata: { namespace: "other" } }),
    ...only({ name: undefined }),
    ...only({ name: undefined }),
  ]),

  holds("labels-present", "all", only(marked())),
  breaks(
    "labels-present",
    "none",
    only({}),
    "It has no label app.kubernetes.io/part-of, app.kubernetes.io/managed-by, arboretum.dev/deployment, arboretum.dev/stage.",
  ),
  breaks(
    "labels-present",
    "one is empty",
    only(marked({ "arboretum.dev/stage": "" })),
    "It has no label arboretum.dev/stage.",
  ),
  breaks(
    "labels-present",
    "on a platform",
    only({}),
    "It has no label app.kubernetes.io/part-of, app.kubernetes.io/managed-by.",
    { kind: "platform" },
  ),

  ...[{ a: "b" }, { "a.b/c": "D_e.f-1" }, { a: "" }, { A: long(63) }, { "a-b.c_d": "x" }].map((labels) =>
    holds("labels-valid", JSON.stringify(labels), only({ labels })),
  ),
  holds("labels-valid", "none", only({})),
  ...[
    { a: "b c" },
    { a: "-b" },
    { a: "b-" },
    { a: long(64) },
    { "A.b/c": "x" },
    { "a/b/c": "x" },
    { "-a": "x" },
    { "a-": "x" },
    { "/a": "x" },
  ].map((labels) =>
    breaks(
      "labels-valid",
      JSON.stringify(labels),
      only({ labels }),
      `${Object.keys(labels)[0]} is no valid label, or its value is not.`,
    ),
  ),
  breaks("labels-valid", "two", only({ labels: { a: "b c", ok: "fine", d: "e f" } }), /^a, d is no/),

  ...[
    ["kubernetes:core/v1:Secret", "data", true],
    ["kubernetes:core/v1:Secret", "stringData.password", true],
    ["kubernetes:core/v1:Secret", "metadata.labels", false],
    ["kubernetes:core/v1:Secret", "dataset", false],
    ["kubernetes:core/v1:SecretStore", "data", false],
    ["kubernetes:helm.sh/v3:Release", "values.a", true],
    ["kubernetes:helm.sh/v3:Release", "valuesYaml", false],
    ["kubernetes:helm.sh/v3:Release", "name", false],
    ["pulumi:providers:kubernetes", "kubeconfig", true],
    ["pulumi:providers:kubernetes", "kubeconfigs", false],
    ["pulumi:providers:kubernetes", "a.kubeconfig", false],
    ["tls:index/selfSignedCert:SelfSignedCert", "privateKeyPem", true],
    ["tls:index/selfSignedCert:SelfSignedCert", "subject", false],
    ["aws:rds/instance:Instance", "password", true],
    ["aws:rds/instance:Instance", "passwords", false],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "authToken", true],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "authTokens", false],
    ["kubernetes:apps/v1:Deployment", "spec.template", false],
  ].map(([type, path, right]) => {
    const things = [resource(String(type), "it", { secretPaths: [path] })];
    return right
      ? holds("secret-at-home", `${path} of ${type}`, things)
      : breaks("secret-at-home", `${path} of ${type}`, things, `A secret stands in ${path}.`);
  }),
  breaks(
    "secret-at-home",
    "two of three",
    [resource("kubernetes:core/v1:Secret", "it", { secretPaths: ["data", "type", "kind"] })],
    "A secret stands in type, kind.",
  ),

  ...[
    ["random:index/randomPassword:RandomPassword", "result"],
    ["random:index/randomBytes:RandomBytes", "hex"],
    [PRIVATE_KEY, "privateKeyPem"],
  ].flatMap(([type = "", output = ""]) => {
    const made = resource(type, "made", { outputs: { [output]: "hunter\n2", other: "harmless" } });
    return [
      breaks("secret-not-shown", `${output} in a ConfigMap`, [
        made,
        object("ConfigMap", "it", {}, { inputs: { data: { a: "so: hunter\n2!" } } }),
      ]),
      holds("secret-not-shown", `${output} in a Secret`, [
        made,
        resource("kubernetes:core/v1:Secret", "it", {
          inputs: { stringData: { a: "hunter\n2" }, data: { b: "hunter\n2" } },
        }),
      ]),
      breaks("secret-not-shown", `${output} beside the data of a Secret`, [
        made,
        resource("kubernetes:core/v1:Secret", "it", { inputs: { metadata: { name: "hunter\n2" } } }),
      ]),
      holds("secret-not-shown", `what is no secret of ${type}`, [
        made,
        object("ConfigMap", "it", {}, { inputs: { data: { a: "harmless" } } }),
      ]),
      holds("secret-not-shown", `${output} where it is marked`, [
        made,
        resource("kubernetes:helm.sh/v3:Release", "it", {
          inputs: { values: { a: "hunter\n2" } },
          secretPaths: ["values.a"],
        }),
      ]),
      breaks("secret-not-shown", `${output} beside what is marked`, [
        made,
        resource("kubernetes:helm.sh/v3:Release", "it", {
          inputs: { values: { a: "hunter\n2", b: "hunter\n2" } },
          secretPaths: ["values.a"],
        }),
      ]),
      breaks("secret-not-shown", `${output} as an output of a component`, [
        made,
        resource("arboretum:a:B", "it", { custom: false, outputs: { a: "hunter\n2" } }),
      ]),
      holds("secret-not-shown", `${output} in what a component is told`, [
        made,
        resource("arboretum:a:B", "it", { custom: false, inputs: { a: "hunter\n2" } }),
      ]),
      holds("secret-not-shown", `${output} that is not known yet`, [
        resource(type, "made", { outputs: { [output]: "<unknown>" } }),
        object("ConfigMap", "it", {}, { inputs: { data: { a: "<unknown>" } } }),
      ]),
    ];
  }),
  holds("secret-not-shown", "a value that only says that it is text", [
    resource("random:index/randomPassword:RandomPassword", "made", { outputs: { result: 5 } }),
    object("ConfigMap", "it", {}, { inputs: { data: { a: 5 } } }),
  ]),
  breaks("secret-not-shown", "one of the configuration", [
    object("ConfigMap", "it", {}, { inputs: { data: { a: "not-a-secret:site.password" } } }),
  ]),

  holds("secret-as-file", "nothing", container({})),
  holds(
    "secret-as-file",
    "plain ones",
    container({
      env: [
        { name: "A", value: "b" },
        { name: "B", valueFrom: { fieldRef: {} } },
      ],
    }),
  ),
  breaks(
    "secret-as-file",
    "a key of a Secret",
    container({
      env: [
        { name: "A", value: "b" },
        { name: "B", valueFrom: { secretKeyRef: {} } },
      ],
    }),
    "Container it takes a Secret into its environment.",
  ),
  breaks("secret-as-file", "all of an object", container({ envFrom: [{}] })),
  holds(
    "secret-as-file",
    "the exporter that can do nothing else",
    container({ image: "docker.io/percona/mongodb_exporter:0.1", envFrom: [{}] }),
  ),
  breaks(
    "secret-as-file",
    "another exporter",
    container({ image: "docker.io/percona/mongodb:0.1", envFrom: [{}] }),
  ),

  ...[
    "SECRET",
    "db_password",
    "PASSWD",
    "PWD",
    "TOKEN",
    "CREDENTIALS",
    "PRIVATE",
    "KEY",
    "API_KEY",
    "KEY_ID",
  ].map((name) =>
    breaks(
      "environment-plain",
      name,
      container({ env: [{ name, value: "abc" }] }),
      `Container it has ${name}, which sounds like a secret.`,
    ),
  ),
  ...["MONKEY", "KEYS", "HOST"].map((name) =>
    holds("environment-plain", name, container({ env: [{ name, value: "abc" }] })),
  ),
  holds("environment-plain", "the path of one", container({ env: [{ name: "TOKEN", value: "/run/token" }] })),
  breaks(
    "environment-plain",
    "what has a slash inside",
    container({ env: [{ name: "TOKEN", value: "a/b" }] }),
  ),
  holds("environment-plain", "no value", container({ env: [{ name: "TOKEN" }, { name: "KEY", value: "" }] })),
  holds("environment-plain", "none", container({})),

  ...(
    [
      ["ConfigMap", { configMap: { name: "it" } }],
      ["Secret", { secret: { secretName: "it" } }],
      ["PersistentVolumeClaim", { persistentVolumeClaim: { claimName: "it" } }],
    ] as const
  ).flatMap(([kind, source]) => {
    const mounts = deployment({ pod: { volumes: [{ name: "v", ...source }] } });
    return [
      holds("volume-source", `a ${kind} that is there`, [mounts, object(String(kind), "it")]),
      breaks(
        "volume-source",
        `a ${kind} that is not`,
        [mounts],
        `Its pods mount ${kind} it, which this stack does not have.`,
      ),
      breaks("volume-source", `a ${kind} of another namespace`, [
        mounts,
        object(String(kind), "it", {}, { metadata: { namespace: "other" } }),
      ]),
    ];
  }),
  ...["configMap", "secret", "persistentVolumeClaim"].map((source) =>
    breaks(
      "volume-source",
      `a ${source} without a name`,
      [deployment({ pod: { volumes: [{ name: "v", [source]: {} }] } })],
      /mount \w+ , which/,
    ),
  ),
  holds("volume-source", "a directory of its own, or none", [
    deployment({ pod: { volumes: [{ name: "v", emptyDir: {} }] } }),
    deployment(),
  ]),
  holds("volume-source", "the administrator's, where the stack is a guest", [guest(ADMINISTRATOR)], VISITS),
  breaks("volume-source", "another Secret there", [guest("anything")], /Secret anything/, VISITS),
  breaks("volume-source", "the administrator's, where it is none", [guest(ADMINISTRATOR)], /./, {}),

  breaks(
    "volume-declared",
    "not declared",
    container({ volumeMounts: [{ name: "a" }, { name: "b" }] }, { volumes: [{ name: "a" }] }),
    "Container it mounts b, which is no volume.",
  ),
  breaks("volume-declared", "none declared", container({ volumeMounts: [{ name: "a" }] })),
  holds(
    "volume-declared",
    "declared",
    container({ volumeMounts: [{ name: "a" }] }, { volumes: [{ name: "b" }, { name: "a" }] }),
  ),
  holds("volume-declared", "none", container({})),

  ...["data", "stringData", "binaryData"].flatMap((block) => {
    const mounts = (subPath?: string) =>
      container(
        { volumeMounts: [{ name: "v", ...(subPath ? { subPath } : {}) }] },
        { volumes: [{ name: "v", configMap: { name: "it" } }] },
      );
    const has = object("ConfigMap", "it", {}, { inputs: { [block]: { "a.py": "" } } });
    return [
      holds("volume-file", `one of ${block}`, [...mounts("a.py"), has]),
      breaks(
        "volume-file",
        `none of ${block}`,
        [...mounts("b.py"), has],
        "Container it mounts a file that is not there (ConfigMap it: b.py).",
      ),
      holds("volume-file", `all of ${block}`, [...mounts(), has]),
      holds("volume-file", `${block} that is not known yet`, [
        ...mounts("b.py"),
        object("ConfigMap", "it", {}, { inputs: { [block]: "<unknown>" } }),
      ]),
    ];
  }),
  holds("volume-file", "a folder of a disk", [
    ...container(
      { volumeMounts: [{ name: "v", subPath: "x" }] },
      { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "it" } }] },
    ),
    object("PersistentVolumeClaim", "it"),
  ]),
  holds(
    "volume-file",
    "of what is not there is told by another rule",
    container({ volumeMounts: [{ name: "v", subPath: "x" }] }),
  ),
  holds("volume-file", "no mounts", container({})),

  breaks(
    "volume-bounded",
    "no limit",
    [
      deployment({
        pod: {
          volumes: [
            { name: "a", emptyDir: {} },
            { name: "b", emptyDir: { sizeLimit: "1Gi" } },
            { name: "c", emptyDir: {} },
          ],
        },
      }),
    ],
    "Scratch directory a, c has no limit.",
  ),
  holds("volume-bounded", "a limit", [
    deployment({
      pod: {
        volumes: [
          { name: "b", emptyDir: { sizeLimit: "1Gi" } },
          { name: "d", configMap: {} },
        ],
      },
    }),
  ]),
  holds("volume-bounded", "no volumes", [deployment()]),
];
