import type { Files } from "./content.ts";
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

interface SingleStore {
  readonly driver: "single";
  /** Name of the store, of its Service, and the host under which clients find it. */
  readonly name: string;
  readonly image: string;
  readonly port: number;
  /** What the release wants the server to be started with. */
  readonly arguments: readonly string[];
  readonly resources: Resources;
}

export interface MysqlStore extends SingleStore {
  readonly kind: "mysql";
  readonly volume: Volume;
  /** One file, `root`, with the password of the administrator. */
  readonly credentials: Files;
  readonly maxConnections: number;
}

export interface MongodbStore extends SingleStore {
  readonly kind: "mongodb";
  readonly volume: Volume;
  /** One file, `root`, with the password of the administrator. */
  readonly credentials: Files;
}

export interface RedisStore extends SingleStore {
  readonly kind: "redis";
  /** What is only cached may be evicted; a queue may not, and survives a restart on its volume. */
  readonly use: "cache" | "sessions" | "broker";
  readonly volume?: Volume;
  /** One file, `redis.conf`. */
  readonly configuration: Files;
}

export interface SearchStore extends SingleStore {
  readonly kind: "meilisearch";
  readonly volume: Volume;
  /** One file, `meilisearch.toml`. */
  readonly configuration: Files;
}

export interface ElasticsearchStore extends SingleStore {
  readonly kind: "elasticsearch";
  readonly volume: Volume;
  /** Megabytes of memory for its own objects; the rest is for the files that it reads. */
  readonly heap: number;
}

export type Store = MysqlStore | MongodbStore | RedisStore | SearchStore | ElasticsearchStore;
