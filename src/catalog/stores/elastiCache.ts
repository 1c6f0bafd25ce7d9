import type { Settings } from "../../settings/settings.ts";
import { secret } from "../../vocabulary/late.ts";
import type { ElastiCacheStore } from "../../vocabulary/store.ts";
import { identifierOf, placeOf } from "./amazon.ts";
import type { StoreContext } from "./store.ts";

type Said = Extract<Settings["stores"]["cache" | "sessions"], { readonly driver: "elasticache" }>;

/**
 * Releases are published with Redis 7.2 and newer, and Amazon has no Redis after 7.1: Valkey went on from 7.2
 * (docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html).
 */
const SERVER = { engine: "valkey", version: "8.0", family: "valkey8" } as const;

/** The longest name that a group of ElastiCache may have. */
const LONGEST = 40;

/** Values that may be forgotten, or who is logged in, on a server that Amazon runs. */
export function elastiCache(context: StoreContext, use: "cache" | "sessions", said: Said): ElastiCacheStore {
  const { host, port } = context.stores[use];
  return {
    kind: "redis",
    driver: "elasticache",
    use,
    name: use,
    host,
    port,
    place: placeOf(context),
    identifier: identifierOf(context, use, LONGEST),
    ...SERVER,
    // What it does when it is full: forget what can be asked for again, or refuse rather than log a learner out.
    parameters: { "maxmemory-policy": "eviction" in said ? said.eviction : "noeviction" },
    password: secret(`${use}/password`),
    node: said.node,
    replicas: said.replicas,
  };
}
