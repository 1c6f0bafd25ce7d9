import type { Files } from "./content.ts";
import type { Resources } from "./workload.ts";

/** A disk that outlives the pod that uses it. */
export interface Volume {
  readonly name: string;
  readonly size: string;
  /** Absent: the cluster's default class. */
  readonly storageClass?: string;
  /** Whether an update that would delete it is refused. */
  readonly protect: boolean;
  /** Whether it stays in the cluster when the program no longer has it. */
  readonly retain: boolean;
}

/** A database with the one user that may read and write it, and nothing else. */
export interface Database {
  readonly name: string;
  readonly user: string;
  /** Name of the secret with that user's password. */
  readonly password: string;
}

/** The Job that creates the databases of a store and their users. */
export interface DatabasesJob {
  /** Hash of databases, users and versions of passwords: a part of its name. */
  readonly hash: string;
  readonly resources: Resources;
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
  /** What its pod mounts: configuration and credentials. */
  readonly files: readonly Files[];
}

export interface MysqlStore extends SingleStore {
  readonly kind: "mysql";
  readonly volume: Volume;
  readonly maxConnections: number;
  readonly databases: readonly Database[];
  readonly databasesJob: DatabasesJob;
}

export interface MongodbStore extends SingleStore {
  readonly kind: "mongodb";
  readonly volume: Volume;
  readonly databases: readonly Database[];
  readonly databasesJob: DatabasesJob;
}

export interface RedisStore extends SingleStore {
  readonly kind: "redis";
  /** What is only cached may be evicted; a queue may not, and survives a restart on its volume. */
  readonly use: "cache" | "sessions" | "broker";
  readonly volume?: Volume;
}

export interface SearchStore extends SingleStore {
  readonly kind: "meilisearch";
  readonly volume: Volume;
}

export type Store = MysqlStore | MongodbStore | RedisStore | SearchStore;
