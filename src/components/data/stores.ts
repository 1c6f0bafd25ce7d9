import type * as pulumi from "@pulumi/pulumi";
import type { Store } from "../../vocabulary/store.ts";
import type { StoreArgs } from "./instance.ts";
import { MongoDb } from "./mongodb.ts";
import { Mysql } from "./mysql.ts";
import { Redis } from "./redis.ts";
import { Search } from "./search.ts";

/** A store in place, whatever drives it. */
export interface PlacedStore {
  readonly ready: readonly pulumi.Resource[];
}

/** Registers a store by its kind, under its own name. */
export function placeStore(
  store: Store,
  common: Omit<StoreArgs<Store>, "store">,
  opts?: pulumi.ComponentResourceOptions,
): PlacedStore {
  switch (store.kind) {
    case "mysql":
      return new Mysql(store.name, { ...common, store }, opts);
    case "mongodb":
      return new MongoDb(store.name, { ...common, store }, opts);
    case "redis":
      return new Redis(store.name, { ...common, store }, opts);
    case "meilisearch":
      return new Search(store.name, { ...common, store }, opts);
  }
}
