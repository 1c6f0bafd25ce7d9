import type * as pulumi from "@pulumi/pulumi";
import {
  type InstanceStore,
  isInstance,
  isOperated,
  type ManagedStore,
  type Store,
} from "../../vocabulary/store.ts";
import type { Before } from "../placement.ts";
import { Minio } from "../storage/minio.ts";
import { MinioCluster } from "../storage/minioCluster.ts";
import { Elasticsearch } from "./elasticsearch.ts";
import { InnoDbCluster } from "./innoDbCluster.ts";
import type { StoreArgs } from "./instance.ts";
import { Memcached } from "./memcached.ts";
import { MongoDbReplicaSet } from "./mongoDbReplicaSet.ts";
import { MongoDb } from "./mongodb.ts";
import { Mysql } from "./mysql.ts";
import { PerconaMysql } from "./perconaMysql.ts";
import { Rabbitmq } from "./rabbitmq.ts";
import { Redis } from "./redis.ts";
import { Search } from "./search.ts";

/** A store in place, whatever drives it. */
export interface PlacedStore {
  readonly host: string;
  readonly port: number;
  readonly ready: Before;
}

const operated = {
  innodbcluster: InnoDbCluster,
  percona: PerconaMysql,
  replicaset: MongoDbReplicaSet,
} as const;

/** Registers a store by its driver, or by its kind where it is a pod. */
export function placeStore(
  name: string,
  store: Exclude<Store, ManagedStore>,
  common: Omit<StoreArgs<InstanceStore>, "store">,
  opts?: pulumi.ComponentResourceOptions,
): PlacedStore {
  if (isOperated(store)) return new operated[store.driver](name, { ...common, store }, opts);
  if (!isInstance(store)) return { host: store.host, port: store.port, ready: [] };
  switch (store.kind) {
    case "mysql":
      return new Mysql(name, { ...common, store }, opts);
    case "mongodb":
      return new MongoDb(name, { ...common, store }, opts);
    case "redis":
      return new Redis(name, { ...common, store }, opts);
    case "memcached":
      return new Memcached(name, { ...common, store }, opts);
    case "rabbitmq":
      return new Rabbitmq(name, { ...common, store }, opts);
    case "meilisearch":
      return new Search(name, { ...common, store }, opts);
    case "elasticsearch":
      return new Elasticsearch(name, { ...common, store }, opts);
    case "minio":
      if (store.spread) return new MinioCluster(name, { ...common, store }, opts);
      return new Minio(name, { ...common, store }, opts);
  }
}
