import { files, quoted, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import type { RedisStore } from "../../vocabulary/store.ts";
import { isExternal } from "../addresses.ts";
import type { SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import { outside, password, type StoreContext, type StorePart, serverResources, volume } from "./store.ts";

const USES = ["cache", "sessions", "broker"] as const;

export const redisSecrets = ({ stores }: Context["settings"]): readonly SecretNeed[] =>
  USES.filter((use) => !isExternal(stores[use])).map((use) => password(`${use}/password`));

type Use = RedisStore["use"];
type Inside<Store> = Exclude<Store, { readonly driver: "external" }>;
type Said = Inside<Context["settings"]["stores"][Use]>;

/** One server a use: a cache that is full must neither log learners out nor lose their tasks. */
export function redis(context: StoreContext, use: Use): StorePart {
  const said = context.settings.stores[use];
  const address = context.stores[use];
  const store = isExternal(said) ? outside("redis", use, address) : server(context, use, said);
  return { store, preparations: [], connections: [], hosts: [] };
}

function server(context: StoreContext, use: Use, said: Said): RedisStore {
  const { host, port } = context.stores[use];
  const { image, arguments: released } = context.server(said.driver);
  const lines = [
    // The rest is for buffers and for the copy that a rewrite of the log makes.
    `maxmemory ${Math.floor(bytesOf(said.memory) * 0.75)}`,
    "bind * -::*",
    "dir /data",
    // What it does when it is full: forget what can be asked for again, or refuse rather than lose what cannot.
    `maxmemory-policy ${"eviction" in said ? said.eviction : "volatile-ttl"}`,
    `appendonly ${use === "broker" ? "yes" : "no"}`,
    'save ""',
  ];
  const configuration = text(`${lines.join("\n")}\nrequirepass `, quoted(secret(`${use}/password`)), "\n");
  return {
    kind: "redis",
    driver: said.driver,
    use,
    name: host,
    port,
    image,
    arguments: released,
    resources: serverResources(said.memory, "100m"),
    ...("volume" in said ? { volume: volume(context, "broker-data", said.volume) } : {}),
    configuration: files(
      `${use}-configuration`,
      "hashed",
      { "redis.conf": configuration },
      context.versionOf,
    ),
  };
}
