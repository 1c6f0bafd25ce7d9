import type { Files } from "./content.ts";
import type { Late } from "./late.ts";
import type { Resources } from "./workload.ts";

/** A disk that outlives the pod that uses it. */
export interface Volume {
  readonly name: string;
  readonly size: string;
  /** Absent: the cluster's default class. */
  readonly storageClass?: string;
  /** Whether an update that would delete it is refused, and whether it stays when the program no longer has it. */
  readonly keep: boolean;
  /** Many nodes write to it at once. Absent: one. */
  readonly shared?: true;
}

/** A database with the one user that may read and write it, and nothing else. */
export interface Database {
  readonly name: string;
  readonly user: string;
  /** Name of the secret with that user's password. */
  readonly password: string;
}

/** A server of ours: one pod in the namespace of the deployment, or, of MinIO alone, several. */
interface Instance {
  /** Name of the store, of its Service, and the host under which clients find it. */
  readonly name: string;
  readonly image: string;
  readonly port: number;
  /** What the release wants the server to be started with. */
  readonly arguments: readonly string[];
  readonly resources: Resources;
  /** Absent: what it holds may go with its pod. */
  readonly volume?: Volume;
  readonly maxConnections?: number;
}

export interface MysqlStore extends Instance {
  readonly kind: "mysql";
  readonly driver: "single";
  readonly volume: Volume;
  /** One file, `root`, with the password of the administrator. */
  readonly credentials: Files;
  readonly maxConnections: number;
}

export interface MongodbStore extends Instance {
  readonly kind: "mongodb";
  readonly driver: "single";
  readonly volume: Volume;
  /** `root`, the password of the administrator; `member-key`, where it is a member of a replica set. */
  readonly credentials: Files;
}

export interface RedisStore extends Instance {
  readonly kind: "redis";
  /** Which of the two servers it is. They are told the same and store the same. */
  readonly driver: "redis" | "valkey";
  /** What is only cached may be evicted; a queue may not, and survives a restart on its volume. */
  readonly use: "cache" | "sessions" | "broker" | "events";
  readonly volume?: Volume;
  /** One file, `redis.conf`. */
  readonly configuration: Files;
}

export interface MemcachedStore extends Instance {
  readonly kind: "memcached";
  readonly driver: "memcached";
  readonly use: "cache";
}

/** Where RabbitMQ says how it is, by its own plugin. */
export const RABBITMQ_FIGURES = 15_692;

export interface RabbitmqStore extends Instance {
  readonly kind: "rabbitmq";
  readonly driver: "rabbitmq";
  readonly use: "broker";
  readonly volume: Volume;
  /** `rabbitmq.conf`, `definitions.json` with who there is, `enabled_plugins`. */
  readonly configuration: Files;
}

export interface SearchStore extends Instance {
  readonly kind: "meilisearch";
  readonly driver: "meilisearch";
  readonly volume: Volume;
  /** One file, `meilisearch.toml`. */
  readonly configuration: Files;
}

export interface ElasticsearchStore extends Instance {
  readonly kind: "elasticsearch";
  /** Which of the two servers it is. Whoever asks it does not notice. */
  readonly driver: "elasticsearch" | "opensearch";
  readonly use: "elasticsearch";
  readonly volume: Volume;
  /** Megabytes of memory for its own objects; the rest is for the files that it reads. */
  readonly heap: number;
}

export interface MinioStore extends Instance {
  readonly kind: "minio";
  readonly driver: "single" | "distributed";
  /** Several servers with disks of each, over which every object is spread. Absent: one with one disk. */
  readonly spread?: { readonly servers: number; readonly disks: number };
  readonly volume: Volume;
  /** Two files, `user` and `password`, of the administrator. */
  readonly credentials: Files;
  /** Pages that may read and write by the browser of whoever looks at them, whichever bucket it is. */
  readonly origins: readonly string[];
}

/** A store that is registered here by its own pods. */
export type InstanceStore =
  | MysqlStore
  | MongodbStore
  | RedisStore
  | RabbitmqStore
  | MemcachedStore
  | SearchStore
  | ElasticsearchStore
  | MinioStore;

/** A store that somebody else runs. Nothing of it is registered; its clients know where it is. */
export interface ExternalStore {
  /** What it speaks. */
  readonly kind: InstanceStore["kind"];
  /** `shared`: with databases of the deployment on a server of many. */
  readonly driver: "external" | "shared";
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Of MySQL: how many connections this deployment may hold. */
  readonly maxConnections?: number;
}

/** What stands before the members of a store and sends everybody to the one that may write. */
export interface StoreProxy {
  /** Its component. */
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly resources: Resources;
}

/** A container that an operator puts beside the server of each member. */
export interface Beside {
  /** As the operator calls it. */
  readonly name: string;
  readonly image: string;
  /** It ends before the server starts. */
  readonly initial?: true;
  readonly resources: Resources;
}

/** A store of several members that an operator keeps, by one custom resource of ours. */
export interface OperatedStore {
  readonly kind: "mysql" | "mongodb";
  readonly driver: "innodbcluster" | "percona" | "replicaset";
  readonly name: string;
  /** Where clients find it. */
  readonly host: string;
  readonly port: number;
  readonly image: string;
  readonly version: string;
  /** What the release wants each server to be started with. */
  readonly arguments: readonly string[];
  readonly members: number;
  readonly proxy?: StoreProxy;
  /** What its operator puts beside each server. Absent: whatever it chooses. */
  readonly beside?: readonly Beside[];
  /** Of each member. */
  readonly resources: Resources;
  /** Disk of each member. */
  readonly volume: Volume;
  /** The Secret that the operator reads, with entries as it calls them. */
  readonly credentials: Files;
  readonly maxConnections?: number;
}

/** Where a server stands that Amazon runs. */
export interface AwsPlace {
  readonly region: string;
  readonly vpc: string;
  readonly subnets: readonly string[];
  /** Security groups and networks that may connect. */
  readonly clients: readonly string[];
  /** Key of KMS that its disk is encrypted with. Absent: Amazon's own. */
  readonly kmsKey?: string;
  /** Tags of everything that costs money. */
  readonly tags: Readonly<Record<string, string>>;
}

interface Managed {
  readonly name: string;
  /** What stands for its host, which Amazon makes up (`lateHost.ts`). */
  readonly host: string;
  readonly port: number;
  readonly place: AwsPlace;
  /** What Amazon calls it. */
  readonly identifier: string;
  /** The line of the server, or exactly one version of it. */
  readonly version: string;
  /** Group of settings that servers of this line know. */
  readonly family: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly password: Late;
  readonly maxConnections?: number;
}

/** MySQL that Amazon runs: RDS. */
export interface RdsStore extends Managed {
  readonly kind: "mysql";
  readonly driver: "rds";
  /** Its administrator. */
  readonly user: string;
  /** Kind of certificate that it shows. */
  readonly certificate: string;
  readonly class: string;
  /** Gibibytes of its disk, and up to how many Amazon lets it grow. */
  readonly storage: number;
  readonly mostStorage?: number;
  /** Whether a second server in another zone takes over. */
  readonly standby: boolean;
  /** Days of which any moment can be restored. */
  readonly pastDays: number;
  /** Whether an update may move it to another line. */
  readonly majorUpgrade: boolean;
  /** Whether an update that would delete it is refused, by us and by Amazon, and whether it stays when the program no longer has it. */
  readonly keep: boolean;
  readonly maxConnections: number;
}

/** Valkey that Amazon runs: ElastiCache. */
export interface ElastiCacheStore extends Managed {
  readonly kind: "redis";
  readonly driver: "elasticache";
  readonly use: "cache" | "sessions";
  readonly engine: "valkey";
  readonly node: string;
  readonly replicas: number;
}

export type ManagedStore = RdsStore | ElastiCacheStore;

export type Store = InstanceStore | OperatedStore | ManagedStore | ExternalStore;

const OPERATED: readonly string[] = [
  "innodbcluster",
  "percona",
  "replicaset",
] satisfies OperatedStore["driver"][];

export const isOperated = (store: Store): store is OperatedStore => OPERATED.includes(store.driver);

export const isManaged = (store: Store): store is ManagedStore =>
  store.driver === "rds" || store.driver === "elasticache";

/** The name by which others wait for it: what it is for, where several servers can be it. */
export const waitedForAs = (store: Store): string => ("use" in store ? store.use : store.name);

/** Whether somebody else runs it, and nothing of it is registered here. */
export const isElsewhere = ({ driver }: { readonly driver: string }): boolean =>
  driver === "external" || driver === "shared";

/** Whether a store is pods of the deployment that nobody else makes. */
export const isInstance = (store: Store): store is InstanceStore =>
  !isElsewhere(store) && !isOperated(store) && !isManaged(store);
