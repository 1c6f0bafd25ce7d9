import type { Settings } from "../../settings/settings.ts";

export type StorageDriver = Settings["objectStorage"]["driver"];

/** What somebody may ask of an object storage. */
const CAPABILITIES = [
  "create",
  "versions",
  "expire",
  "archive",
  "quota",
  "cors",
  "public",
  "lock",
  "accounts",
  "encryption",
  "replication",
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Whether a driver brings it about: for each bucket, only for the whole server, by somebody's hand, or not at all. */
export interface Ability {
  readonly can: "yes" | "server" | "hand" | "no";
  readonly how: string;
}

const yes = (how: string): Ability => ({ can: "yes", how });
const server = (how: string): Ability => ({ can: "server", how });
const no = (how: string): Ability => ({ can: "no", how });
const hand: Ability = {
  can: "hand",
  how: "Nothing is created on a server that somebody else runs: ask whoever does.",
};

export const abilities: Readonly<Record<StorageDriver, Readonly<Record<Capability, Ability>>>> = {
  minio: {
    create: yes("by a Job"),
    versions: yes("by a Job"),
    expire: yes("by a Job; incomplete uploads go after a day by themselves"),
    archive: yes("to another server that `tiers` declares"),
    quota: yes("by a Job"),
    cors: server("MinIO has one list for all of its buckets: say it of the server, under no single bucket."),
    public: yes("by bucket policies"),
    lock: yes("of buckets that are created with it"),
    accounts: yes("users with a policy each"),
    encryption: no("Encrypt the disks: a server without a key service has nothing to encrypt with."),
    replication: yes("to a second MinIO"),
  },
  s3: {
    create: yes("by Pulumi"),
    versions: yes("by Pulumi"),
    expire: yes("by Pulumi, incomplete uploads too"),
    archive: yes("to classes of Amazon"),
    quota: no("Amazon S3 has no quotas: set a budget on the account instead."),
    cors: yes("for each bucket"),
    public: yes("by bucket policies, behind a public access block that lets nothing else through"),
    lock: yes("of buckets that are created with it"),
    accounts: yes("IAM users with a key each, or roles of service accounts"),
    encryption: yes("AES256, or a key of KMS"),
    replication: yes("to a second region"),
  },
  shared: {
    create: yes("by a Job of the platform"),
    versions: yes("by a Job of the platform"),
    expire: yes("by a Job of the platform; incomplete uploads go after a day by themselves"),
    archive: yes("to a tier that the platform stack names"),
    quota: yes("by a Job of the platform"),
    cors: server("MinIO has one list for all of its buckets, and whoever runs the server says it."),
    public: yes("by bucket policies"),
    lock: yes("of buckets that are created with it"),
    accounts: yes("users with a policy each"),
    encryption: hand,
    replication: hand,
  },
  external: {
    create: hand,
    versions: hand,
    expire: hand,
    archive: hand,
    quota: hand,
    cors: hand,
    public: hand,
    lock: hand,
    accounts: hand,
    encryption: hand,
    replication: hand,
  },
};
