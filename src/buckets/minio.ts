import { readFileSync } from "node:fs";
import type { Bucket, StorageAccount } from "../vocabulary/bucket.ts";
import { type Content, type Files, files, json, text, type VersionOf } from "../vocabulary/content.ts";
import type { Late } from "../vocabulary/late.ts";
import type { Pod, Preparation, Resources } from "../vocabulary/workload.ts";
import { lifecycleConfiguration, withoutTiers } from "./lifecycle.ts";
import { accountPolicy, publicPolicy } from "./policies.ts";

const script = readFileSync(new URL("./apply.sh", import.meta.url), "utf8");

/** Somewhere that objects are moved to when they are old. */
export interface Tier {
  /** In capitals: lifecycles name it. */
  readonly name: string;
  readonly kind: "minio" | "s3";
  readonly endpoint: string;
  readonly bucket: string;
  readonly prefix?: string | undefined;
  readonly region?: string | undefined;
  readonly storageClass?: string | undefined;
  readonly accessKey: string;
  readonly secretKey: Late;
}

/** A server at another place, which gets a copy of what is written. */
export interface SecondSite {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: Late;
}

/** A MinIO server, and the state in which its buckets are to be. */
export interface MinioState {
  /** Name of the component, and of the Job that applies the state. */
  readonly name: string;
  /** What has to be ready before, in a blueprint. Default: nothing. */
  readonly needs?: readonly string[];
  /** Image with the client `mc` and a shell. */
  readonly client: string;
  /** Address of the server, as seen from the cluster. */
  readonly endpoint: string;
  /** Who may do everything there: with a password, or with the entry `password` of a Secret that is in the namespace. */
  readonly administrator: { readonly user: string } & (
    | { readonly password: Late }
    | { readonly secret: string }
  );
  /** On a server of many: the namespace that the Job runs in, and what this one is called there. Default: there are no others. */
  readonly guest?: { readonly namespace: string; readonly name: string };
  /** Buckets to bring into the declared state. Removing one here never deletes it there. */
  readonly buckets: readonly Bucket[];
  /** Consumers, each with the key of its account. */
  readonly accounts: readonly (StorageAccount & { readonly secret: Late })[];
  /** Where old objects may be moved. Default: nowhere. */
  readonly tiers?: readonly Tier[];
  /** Where what is written is copied. Default: nowhere. */
  readonly second?: SecondSite;
}

const DESIRED = "/run/desired";
const KEYS = "/run/credentials";
const ADMINISTRATOR = "/run/administrator";

/** A client and a script, for a few seconds. */
const A_LITTLE: Resources = {
  cpu: { request: "100m" },
  memory: { request: "128Mi", limit: "512Mi" },
  scratch: { request: "64Mi", limit: "256Mi" },
};

/** The Job that brings the server to the state, with the files that it reads. It runs again when any of it changes. */
export function bucketsPreparation(state: MinioState, versionOf: VersionOf): Preparation {
  const { name, client, endpoint, administrator, second, guest } = state;
  const desired = files(`${name}-desired`, "stable", desiredFiles(state), versionOf, guest?.name);
  const secrets = files(`${name}-secrets`, "stable", secretFiles(state), versionOf, guest?.name);
  const pod: Pod = {
    image: client,
    command: ["sh", `${DESIRED}/apply.sh`],
    environment: {
      DESIRED,
      KEYS,
      SERVER: endpoint,
      ADMINISTRATOR: administrator.user,
      ADMINISTRATOR_PASSWORD:
        "secret" in administrator ? `${ADMINISTRATOR}/password` : `${KEYS}/administrator`,
      ...(second ? { SECOND: second.endpoint } : {}),
      MC_CONFIG_DIR: "/tmp/mc",
      // Without a home of its own the client has nowhere to write.
      HOME: "/tmp",
    },
    user: { uid: 1000, gid: 1000 },
    resources: A_LITTLE,
    mounts: [
      { from: "files", files: desired.name, path: DESIRED },
      { from: "files", files: secrets.name, path: KEYS },
      ...("secret" in administrator
        ? [{ from: "secret", secret: administrator.secret, path: ADMINISTRATOR } as const]
        : []),
      { from: "scratch", name: "tmp", path: "/tmp", size: "64Mi" },
    ],
    grace: 30,
  };
  const works = `${desired.hash} ${secrets.hash}`;
  const called = guest ? `${guest.name}-${name}` : name;
  return {
    name,
    ...(guest ? { elsewhere: guest.namespace, component: called } : {}),
    kind: "buckets",
    needs: state.needs ?? [],
    files: [desired, secrets] satisfies readonly Files[],
    jobs: [{ name: called, works, longest: 900, retries: 5, pod }],
  };
}

/** The script, its steps, and the documents that they name. */
function desiredFiles(state: MinioState): Readonly<Record<string, Content>> {
  const { buckets, accounts, second } = state;
  return {
    "apply.sh": text(script),
    steps: text(
      stepsOf(state)
        .map((step) => `${step.join(" ")}\n`)
        .join(""),
    ),
    ...Object.fromEntries(
      buckets.map((bucket) => [`lifecycle-${bucket.name}.json`, json(lifecycleConfiguration(bucket))]),
    ),
    ...Object.fromEntries(
      buckets
        .filter(({ replicated }) => second !== undefined && replicated)
        .map((bucket) => [`copied-${bucket.name}.json`, json(lifecycleConfiguration(withoutTiers(bucket)))]),
    ),
    ...Object.fromEntries(
      buckets
        .filter(({ publicRead }) => publicRead.length > 0)
        .map((bucket) => [`public-${bucket.name}.json`, json(publicPolicy(bucket))]),
    ),
    ...Object.fromEntries(
      accounts.map((account) => [`policy-${account.name}.json`, json(accountPolicy(account))]),
    ),
  };
}

const secretFiles = ({
  administrator,
  accounts,
  tiers = [],
  second,
}: MinioState): Readonly<Record<string, Content>> => ({
  ...("password" in administrator ? { administrator: text(administrator.password) } : {}),
  ...Object.fromEntries(accounts.map(({ name, secret }) => [name, text(secret)])),
  ...Object.fromEntries(
    tiers.flatMap(({ name, accessKey, secretKey }) => [
      [`tier-${name}-user`, text(accessKey)],
      [`tier-${name}-key`, text(secretKey)],
    ]),
  ),
  ...(second ? { "second-user": text(second.accessKey), "second-key": text(second.secretKey) } : {}),
});

type Step = readonly [verb: string, ...words: string[]];

/** What the script does, one step after the other. Tiers are there before a lifecycle names them. */
export const stepsOf = (state: MinioState): readonly Step[] => [
  ...(state.tiers ?? []).map(tierStep),
  ...state.buckets.flatMap((bucket) => bucketSteps(bucket, state.second)),
  ...state.accounts.map(({ name }): Step => ["account", name]),
];

const tierStep = ({ name, kind, endpoint, bucket, prefix, region, storageClass }: Tier): Step => [
  "tier",
  name,
  kind,
  endpoint,
  bucket,
  ...[prefix, region, storageClass].map((word) => word ?? "-"),
];

function bucketSteps(bucket: Bucket, second: SecondSite | undefined): readonly Step[] {
  const { name, versioning, lockDays, quota, publicRead, replicated } = bucket;
  const form = lockDays === undefined ? "plain" : "locked";
  return [
    ["bucket", name, form],
    ...(versioning ? [["versioning", name] as const] : []),
    ...(lockDays === undefined ? [] : [["lock", name, String(lockDays)] as const]),
    ["lifecycle", name],
    quota === undefined ? ["unlimited", name] : ["quota", name, `${quota}B`],
    [publicRead.length > 0 ? "public" : "private", name],
    ...(second && replicated ? [["replicate", name, form, second.endpoint] as const] : []),
  ];
}
