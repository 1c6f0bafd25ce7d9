import type { Settings } from "../settings/settings.ts";
import { contentHash, type Files, files, quoted, text, type VersionOf } from "../vocabulary/content.ts";
import { secret } from "../vocabulary/late.ts";
import { bytesOf } from "../vocabulary/quantity.ts";
import type {
  Database,
  DatabasesJob,
  MongodbStore,
  MysqlStore,
  RedisStore,
  SearchStore,
  Store,
  Volume,
} from "../vocabulary/store.ts";
import type { Resources } from "../vocabulary/workload.ts";
import { addresses } from "./addresses.ts";
import type { SecretNeed } from "./application.ts";

/** What stores are built from: settings, the images of the release, and the databases that applications ask for. */
export interface StoreContext {
  readonly settings: Settings;
  /** The server as the release is published with it. */
  readonly server: (kind: Store["kind"]) => StoreServer;
  readonly mysql: readonly Database[];
  readonly mongodb: readonly Database[];
  readonly versionOf: VersionOf;
}

export interface StoreServer {
  readonly image: string;
  readonly version: string;
  readonly arguments: readonly string[];
}

const password = (name: string): SecretNeed => ({
  name,
  shape: { kind: "password", length: 32 },
  loss: "lockout",
});

const FIRST_START = "The server keeps the password that it was first started with.";

/** The secrets of the stores themselves, and of each database in them. */
export const storeSecrets = (databases: readonly Database[]): readonly SecretNeed[] => [
  { ...password("mysql/root"), lasting: FIRST_START },
  { ...password("mongodb/root"), lasting: FIRST_START },
  password("cache/password"),
  password("sessions/password"),
  password("broker/password"),
  password("search/master-key"),
  { name: "search/key-uid", shape: { kind: "uuid" }, loss: "cheap" },
  {
    name: "search/api-key",
    // Meilisearch derives each key from its identifier and the master key, so nobody has to ask the server for it.
    shape: { kind: "hmac", key: "search/master-key", message: "search/key-uid" },
    loss: "cheap",
  },
  ...databases.map((database) => password(database.password)),
];

export const stores = (context: StoreContext): readonly Store[] => [
  mysql(context),
  mongodb(context),
  redis(context, "cache"),
  redis(context, "sessions"),
  redis(context, "broker"),
  search(context),
];

function mysql(context: StoreContext): MysqlStore {
  const said = context.settings.stores.mysql;
  return {
    ...server(context, "mysql"),
    name: addresses.mysql.host,
    port: addresses.mysql.port,
    resources: resources(said.memory, "500m"),
    volume: volume(context, "mysql-data", said.volume),
    maxConnections: said.maxConnections,
    databases: context.mysql,
    databasesJob: databasesJob(context.mysql, context.versionOf),
    files: [credentials("mysql", context, ["mysql/root"], context.mysql)],
  };
}

function mongodb(context: StoreContext): MongodbStore {
  const said = context.settings.stores.mongodb;
  return {
    ...server(context, "mongodb"),
    name: addresses.mongodb.host,
    port: addresses.mongodb.port,
    resources: resources(said.memory, "250m"),
    volume: volume(context, "mongodb-data", said.volume),
    databases: context.mongodb,
    databasesJob: databasesJob(context.mongodb, context.versionOf),
    files: [credentials("mongodb", context, ["mongodb/root"], context.mongodb)],
  };
}

/** What a full server does: forget what can be asked for again, or refuse rather than lose what cannot. */
const EVICTION = { sessions: "volatile-ttl", broker: "noeviction" } as const;

function redis(context: StoreContext, use: RedisStore["use"]): RedisStore {
  const said = context.settings.stores[use];
  const eviction = use === "cache" ? context.settings.stores.cache.eviction : EVICTION[use];
  const lines = [
    // The rest is for buffers and for the copy that a rewrite of the log makes.
    `maxmemory ${Math.floor(bytesOf(said.memory) * 0.75)}`,
    "bind * -::*",
    "dir /data",
    `maxmemory-policy ${eviction}`,
    `appendonly ${use === "broker" ? "yes" : "no"}`,
    'save ""',
  ];
  const configuration = text(`${lines.join("\n")}\nrequirepass `, quoted(secret(`${use}/password`)), "\n");
  return {
    ...server(context, "redis"),
    use,
    name: addresses[use].host,
    port: addresses[use].port,
    resources: resources(said.memory, "100m"),
    ...(use === "broker"
      ? { volume: volume(context, "broker-data", context.settings.stores.broker.volume) }
      : {}),
    files: [files(`${use}-configuration`, "hashed", { "redis.conf": configuration }, context.versionOf)],
  };
}

function search(context: StoreContext): SearchStore {
  const said = context.settings.stores.search;
  const configuration = text(
    'env = "production"\nno_analytics = true\ndb_path = "/meili_data/data.ms"\nmaster_key = ',
    quoted(secret("search/master-key")),
    "\n",
  );
  return {
    ...server(context, "meilisearch"),
    name: addresses.search.host,
    port: addresses.search.port,
    resources: resources(said.memory, "250m"),
    // Each minor version writes a format of its own: it gets a fresh volume, and the old one stays for a way back.
    volume: {
      ...volume(context, `search-data-${formatOf(context.server("meilisearch").version)}`, said.volume),
      protect: false,
    },
    files: [
      files("search-configuration", "hashed", { "meilisearch.toml": configuration }, context.versionOf),
    ],
  };
}

/** What every store of one pod says the same way. */
function server<Kind extends Store["kind"]>(context: StoreContext, kind: Kind) {
  const { image, arguments: released } = context.server(kind);
  return { kind, driver: "single", image, arguments: released } as const;
}

/** `v1.36.0` writes the format `1-36`. */
const formatOf = (version: string): string => version.replace(/^v/, "").split(".").slice(0, 2).join("-");

/** A store is given what it asks for from the start: memory that it cannot get back later is a crash, not a slow day. */
const resources = (memory: string, cpu: string): Resources => ({
  cpu: { request: cpu, limit: "2" },
  memory: { request: memory, limit: memory },
  scratch: { request: "256Mi", limit: "1Gi" },
});

function volume({ settings }: StoreContext, name: string, size: string): Volume {
  const { storageClass } = settings.cluster;
  const { data } = settings.keep;
  return { name, size, protect: data, retain: data, ...(storageClass ? { storageClass } : {}) };
}

/** A client and a script, for a few seconds. */
const DATABASES_JOB: Resources = {
  cpu: { request: "100m", limit: "500m" },
  memory: { request: "256Mi", limit: "512Mi" },
  scratch: { request: "64Mi", limit: "256Mi" },
};

const databasesJob = (databases: readonly Database[], versionOf: VersionOf): DatabasesJob => ({
  hash: contentHash(databases.map((database) => ({ ...database, version: versionOf(database.password) }))),
  resources: DATABASES_JOB,
});

/** Passwords as files, one a file, named by secret: a password in an environment variable is in every crash report. */
function credentials(
  store: string,
  { versionOf }: StoreContext,
  roots: readonly string[],
  databases: readonly Database[],
): Files {
  const names = [...roots, ...databases.map(({ password }) => password)];
  const entries = Object.fromEntries(names.map((name) => [name.replaceAll("/", "-"), text(secret(name))]));
  return files(`${store}-credentials`, "stable", entries, versionOf);
}
