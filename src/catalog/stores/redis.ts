import { files, quoted, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import type { RedisStore } from "../../vocabulary/store.ts";
import type { SecretNeed } from "../application.ts";
import { password, type StoreContext, type StorePart, serverResources, volume } from "./store.ts";

export const redisSecrets: readonly SecretNeed[] = [
  password("cache/password"),
  password("sessions/password"),
  password("broker/password"),
];

/** What a full server does: forget what can be asked for again, or refuse rather than lose what cannot. */
const EVICTION = { sessions: "volatile-ttl", broker: "noeviction" } as const;

/** Redis, one server a use: a cache that is full must neither log learners out nor lose their tasks. */
export function redis(context: StoreContext, use: RedisStore["use"]): StorePart {
  const { stores: said } = context.settings;
  const { host, port } = context.stores[use];
  const { image, arguments: released } = context.server("redis");
  const lines = [
    // The rest is for buffers and for the copy that a rewrite of the log makes.
    `maxmemory ${Math.floor(bytesOf(said[use].memory) * 0.75)}`,
    "bind * -::*",
    "dir /data",
    `maxmemory-policy ${use === "cache" ? said.cache.eviction : EVICTION[use]}`,
    `appendonly ${use === "broker" ? "yes" : "no"}`,
    'save ""',
  ];
  const configuration = text(`${lines.join("\n")}\nrequirepass `, quoted(secret(`${use}/password`)), "\n");
  return {
    store: {
      kind: "redis",
      driver: "single",
      use,
      name: host,
      port,
      image,
      arguments: released,
      resources: serverResources(said[use].memory, "100m"),
      ...(use === "broker" ? { volume: volume(context, "broker-data", said.broker.volume) } : {}),
      configuration: files(
        `${use}-configuration`,
        "hashed",
        { "redis.conf": configuration },
        context.versionOf,
      ),
    },
    preparations: [],
    connections: [],
    hosts: [],
  };
}
