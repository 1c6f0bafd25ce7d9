import { immutablePaths } from "../../../src/render/replacement.ts";
import { COMPONENT } from "../../../src/vocabulary/labels.ts";
import { lateHost } from "../../../src/vocabulary/lateHost.ts";
import { breaks, type Case, HOME, holds, object, resource } from "./world.ts";

const STACK = "pulumi:pulumi:Stack";
const PROVIDER = "pulumi:providers:kubernetes";
const BUCKET = "aws:s3/bucket:Bucket";

const kept = { protect: true, retainOnDelete: true };
const home = (options: object) =>
  object("Namespace", HOME, {}, { metadata: { namespace: undefined }, options: options });
const keepsHome = { namespaces: [{ name: HOME, trust: "restricted", keep: true }] };
const store = (volume: object | undefined) => ({
  kind: "mysql",
  name: "mysql",
  driver: "single",
  ...(volume ? { volume } : {}),
});
const keepsDisk = { stores: [store({ name: "mysql-data", keep: true })] };
const keepsDisks = {
  stores: [
    {
      kind: "minio",
      name: "minio-4x1",
      driver: "distributed",
      spread: { servers: 4, disks: 1 },
      volume: { name: "minio-4x1-data", keep: true },
    },
  ],
};
const disk = (name: string, options: object, of = "minio-4x1") =>
  object("PersistentVolumeClaim", name, {}, { metadata: { labels: { [COMPONENT]: of } }, options });
const secret = (keep: boolean) => ({ secrets: [{ name: "mysql/root", keep }] });
const bucket = (name: string, options: object = {}, inputs: object = {}) =>
  resource(BUCKET, name, { inputs: { bucket: name, ...inputs }, options });
const keepsBucket = {
  s3: {
    buckets: [
      { name: "uploads", keep: true },
      { name: "scratch", keep: false },
    ],
  },
};

const STAND_IN = lateHost("mysql");
const DATABASE = "aws:rds/instance:Instance";
const database = (options: object = {}, inputs: object = {}) =>
  resource(DATABASE, "mysql", { inputs: { identifier: "campus-mysql", ...inputs }, options });
const keepsDatabase = {
  stores: [{ kind: "mysql", name: "mysql", driver: "rds", identifier: "campus-mysql", keep: true }],
};
const atAmazon = database({}, { publiclyAccessible: false, storageEncrypted: true });
const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";

/** What is kept, in each way in which it may be lost. */
const lossCases = (["kept-protected", "kept-retained"] as const).flatMap((rule) => {
  const lost = { ...kept, [rule === "kept-protected" ? "protect" : "retainOnDelete"]: false };
  const password = (name: string, options: object) =>
    resource("random:index/randomPassword:RandomPassword", name, { options: options });
  return [
    holds(rule, "a namespace", [home(kept)], keepsHome),
    breaks(rule, "a namespace", [home(lost)], /the blueprint keeps it\.$/, keepsHome),
    holds(rule, "a namespace that goes", [home(lost)]),
    holds(rule, "a namespace that is not there", [], keepsHome),
    holds(rule, "what a platform has", [home(lost)], { ...keepsHome, kind: "platform" }),
    breaks(
      rule,
      "a disk",
      [object("PersistentVolumeClaim", "mysql-data", {}, { options: lost })],
      /./,
      keepsDisk,
    ),
    breaks(rule, "its server", [object("StatefulSet", "mysql", {}, { options: lost })], /./, keepsDisk),
    holds(
      rule,
      "a disk and its server",
      [
        object("PersistentVolumeClaim", "mysql-data", {}, { options: kept }),
        object("StatefulSet", "mysql", {}, { options: kept }),
      ],
      keepsDisk,
    ),
    breaks(
      rule,
      "one disk of several servers",
      [
        disk("data1-minio-4x1-0", kept),
        disk("data1-minio-4x1-1", lost),
        object("StatefulSet", "minio-4x1", {}, { options: kept }),
      ],
      [/./],
      keepsDisks,
    ),
    holds(
      rule,
      "all disks of several servers, and another's that goes",
      [
        disk("data1-minio-4x1-0", kept),
        disk("data1-minio-4x1-1", kept),
        disk("data1-other-0", lost, "other"),
        object("StatefulSet", "minio-4x1", {}, { options: kept }),
      ],
      keepsDisks,
    ),
    holds(rule, "a disk that goes", [object("StatefulSet", "mysql", {}, { options: lost })], {
      stores: [store({ name: "mysql-data", keep: false }), store(undefined)],
    }),
    breaks(rule, "a password", [password("campus-secrets-mysql-root", lost)], /./, secret(true)),
    breaks(
      rule,
      "a key",
      [resource("tls:index/privateKey:PrivateKey", "a-mysql-root", { options: lost })],
      /./,
      secret(true),
    ),
    holds(rule, "a password that goes", [password("campus-secrets-mysql-root", lost)], secret(false)),
    holds(
      rule,
      "another password",
      [password("campus-secrets-mysql-rooted", lost), password("mysql-root", lost)],
      secret(true),
    ),
    holds(
      rule,
      "what is called like a password",
      [resource("kubernetes:core/v1:Secret", "a-mysql-root", { options: lost })],
      secret(true),
    ),
    breaks(
      rule,
      "a bucket",
      [bucket("uploads", lost), bucket("scratch", lost), bucket("other", lost)],
      [/./],
      keepsBucket,
    ),
    holds(
      rule,
      "what is called like a bucket",
      [resource("aws:s3/bucketPolicy:BucketPolicy", "it", { inputs: { bucket: "uploads" }, options: lost })],
      keepsBucket,
    ),
  ];
});

/** What a plan takes for a replacement of something at Amazon, but for the region of a server, which it is to tell of. */
const atAmazonFixed = (type: string) =>
  immutablePaths({ type, inputs: {} }, undefined).filter((path) => type === BUCKET || path !== "region");

const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  "kubernetes:apps/v1:StatefulSet": [
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
  ],
  [BUCKET]: atAmazonFixed(BUCKET),
  [DATABASE]: atAmazonFixed(DATABASE),
  [GROUP]: atAmazonFixed(GROUP),
  "tls:index/privateKey:PrivateKey": ["algorithm", "ecdsaCurve", "rsaBits"],
};

const replacementCases = Object.entries(IMMUTABLE).flatMap(([type, paths]) => [
  holds("kept-never-replaced", `${type}, all left alone`, [
    resource(type, "it", { options: { ignoreChanges: ["other", ...paths] } }),
  ]),
  ...paths.map((path) =>
    breaks(
      "kept-never-replaced",
      `${type}, all but ${path} left alone`,
      [resource(type, "it", { options: { ignoreChanges: paths.filter((one) => one !== path) } })],
      `A change of ${path} would replace it.`,
    ),
  ),
  breaks(
    "kept-never-replaced",
    `${type}, none left alone`,
    [resource(type, "it")],
    `A change of ${paths.join(", ")} would replace it.`,
  ),
]);

const cluster = (inputs: object) => resource(PROVIDER, "cluster", { inputs });
const parent = resource("arboretum:a:B", "lms", { custom: false });
const child = (name: string, more: object = {}) =>
  resource("kubernetes:core/v1:ConfigMap", name, { parent: parent.urn, ...more });
const provided = (provider: string) => child("lms-it", { provider });
const stack = resource(STACK, "campus", { custom: false });

/** What is kept, and what the engine has to be told. */
export const stackCases: readonly Case[] = [
  ...lossCases,
  ...replacementCases,
  holds("kept-never-replaced", "what may be replaced", [object("Deployment", "it")]),

  breaks(
    "kept-not-emptied",
    "it empties itself",
    [bucket("uploads", kept, { forceDestroy: true })],
    /all that it holds/,
    keepsBucket,
  ),
  ...[{ skipFinalSnapshot: true }, { deletionProtection: false }].map((inputs) =>
    breaks(
      "kept-not-emptied",
      JSON.stringify(inputs),
      [database(kept, inputs)],
      /all that it holds/,
      keepsDatabase,
    ),
  ),
  holds(
    "kept-not-emptied",
    "a server that leaves a copy",
    [database(kept, { deletionProtection: true })],
    keepsDatabase,
  ),
  holds(
    "kept-not-emptied",
    "another server",
    [database(kept, { identifier: "other", skipFinalSnapshot: true })],
    keepsDatabase,
  ),
  holds("kept-not-emptied", "it does not", [bucket("uploads", kept, { forceDestroy: false })], keepsBucket),
  holds("kept-not-emptied", "what goes may", [bucket("scratch", kept, { forceDestroy: true })], keepsBucket),
  breaks("kept-no-templates", "a template", [object("StatefulSet", "it", { volumeClaimTemplates: [{}] })]),
  holds("kept-no-templates", "none", [
    object("StatefulSet", "it", { volumeClaimTemplates: [] }),
    object("StatefulSet", "other"),
  ]),

  holds("amazon-closed", "closed", [
    database({}, { publiclyAccessible: false, storageEncrypted: true }),
    resource(GROUP, "redis", { inputs: { atRestEncryptionEnabled: true, transitEncryptionEnabled: true } }),
    bucket("uploads"),
  ]),
  breaks(
    "amazon-closed",
    "a database that says nothing",
    [database()],
    "publiclyAccessible and storageEncrypted would let somebody read it who has no business there.",
  ),
  breaks(
    "amazon-closed",
    "a cache in the clear",
    [
      resource(GROUP, "redis", {
        inputs: { atRestEncryptionEnabled: true, transitEncryptionEnabled: false },
      }),
    ],
    /^transitEncryptionEnabled would/,
  ),

  breaks(
    "host-known",
    "a stand-in is left",
    [atAmazon, object("ConfigMap", "it", {}, { inputs: { data: { host: STAND_IN } } })],
    `It has ${STAND_IN} instead of the host that this stands for.`,
  ),
  ...[
    { title: "a host", beside: [atAmazon], host: "mysql.example.edu", custom: true },
    { title: "what a component is told", beside: [atAmazon], host: STAND_IN, custom: false },
    { title: "no server of Amazon", beside: [], host: STAND_IN, custom: true },
  ].map(({ title, beside, host, custom }) =>
    holds("host-known", title, [
      ...beside,
      object("ConfigMap", "it", {}, { custom, inputs: { data: { host } } }),
    ]),
  ),

  holds("provider-explicit", "one of the stack", [cluster({}), provided(`${cluster({}).urn}::some-id`)]),
  breaks("provider-explicit", "none", [cluster({}), provided("")], "It has no provider of this stack."),
  breaks("provider-explicit", "the default one", [
    cluster({}),
    provided("urn:pulumi:qa::campus::pulumi:providers:kubernetes::default::id"),
  ]),
  holds("provider-explicit", "what no provider makes", [
    parent,
    { ...provided(""), read: true },
    cluster({}),
  ]),

  ...(
    [
      [{ clusterIdentifier: "a", enableServerSideApply: true }, true],
      [{ clusterIdentifier: "a", enableServerSideApply: "true" }, true],
      [{ clusterIdentifier: "", enableServerSideApply: true }, false],
      [{ enableServerSideApply: true }, false],
      [{ clusterIdentifier: "a" }, false],
      [{ clusterIdentifier: "a", enableServerSideApply: false }, false],
    ] as const
  ).map(([inputs, right]) =>
    (right ? holds : breaks)("provider-fixed", JSON.stringify(inputs), [cluster(inputs)]),
  ),
  ...(
    [
      [{ enableConfigMapMutable: true, enableSecretMutable: "true" }, true],
      [{ enableConfigMapMutable: "true", enableSecretMutable: true }, true],
      [{ enableConfigMapMutable: true }, false],
      [{ enableSecretMutable: true }, false],
      [{ enableConfigMapMutable: true, enableSecretMutable: false }, false],
    ] as const
  ).map(([inputs, right]) =>
    (right ? holds : breaks)("provider-in-place", JSON.stringify(inputs), [cluster(inputs)]),
  ),
  holds("provider-fixed", "another provider", [resource("pulumi:providers:random", "random")]),
  holds("provider-in-place", "another provider", [resource("pulumi:providers:random", "random")]),

  holds("child-parented", "below a component", [parent, child("lms-it")]),
  breaks(
    "child-parented",
    "below the stack",
    [stack, child("lms-it", { parent: stack.urn })],
    "It belongs to no component.",
  ),
  breaks("child-parented", "below nothing", [child("lms-it")]),
  breaks(
    "child-parented",
    "below another object",
    [child("lms", { parent: "" }), child("lms-it", { parent: child("lms").urn })],
    [/./, /./],
  ),
  holds("child-parented", "a component, a provider, and what is only read", [
    stack,
    { ...parent, parent: stack.urn },
    cluster({}),
    child("it", { parent: "", read: true }),
  ]),

  holds("child-named", "as its component", [parent, child("lms-it"), child("lms")]),
  breaks("child-named", "otherwise", [parent, child("it-lms")], 'It is called "it-lms" below "lms".'),
  holds("child-named", "below the stack", [stack, child("it", { parent: stack.urn })]),
  holds("child-named", "below nothing", [child("it", { parent: "" })]),
];
