import { files, quoted, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import { bytesOf } from "../../vocabulary/quantity.ts";
import type { RedisStore } from "../../vocabulary/store.ts";
import { isExternal, isRabbit } from "../addresses.ts";
import type { SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import { busStore } from "../eventBus.ts";
import { elastiCache } from "./elastiCache.ts";
import { memcached } from "./memcached.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { sharedBroker, sharedRedis } from "./sharedAccounts.ts";
import { outside, password, type StoreContext, type StorePart, serverResources, volume } from "./store.ts";

const USES = ["cache", "sessions", "broker", "events"] as const;

/** Whether a use has a server of ours that speaks the protocol of Redis. */
const isOurs = (use: Use, settings: Context["settings"]): boolean =>
  !isExternal(settings.stores[use]) &&
  // It knows no password.
  settings.stores[use].driver !== "memcached" &&
  (use !== "events" || busStore(settings) === "events");

/** Of the broker too where it is another server: whoever uses it has one password, whatever it is. */
export const redisSecrets = (settings: Context["settings"]): readonly SecretNeed[] =>
  USES.filter((use) => isOurs(use, settings)).map((use) => password(`${use}/password`));

type Use = RedisStore["use"];
type Inside<Store> = Exclude<
  Store,
  { readonly driver: "external" | "shared" | "rabbitmq" | "memcached" | "elasticache" }
>;
type Said = Inside<Context["settings"]["stores"][Use]>;

/** One server a use: a cache that is full must neither log learners out nor lose their tasks. */
export function redis(context: StoreContext, use: Use): StorePart {
  const said = context.settings.stores[use];
  if (said.driver === "rabbitmq") return rabbitmq(context, said);
  if (said.driver === "memcached") return memcached(context, said);
  if (said.driver === "elasticache") {
    const kept = use === "cache" ? "cache" : "sessions";
    return { store: elastiCache(context, kept, said), preparations: [], connections: [], hosts: [] };
  }
  const address = context.stores[use];
  if (said.driver === "shared")
    return use === "broker"
      ? sharedBroker(context)
      : sharedRedis(context, use === "sessions" ? use : "cache");
  const store = isExternal(said)
    ? outside(use === "broker" && isRabbit(context.settings.stores) ? "rabbitmq" : "redis", use, address)
    : server(context, use, said);
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
    // What it does when it is full: forget what can be asked for again, or refuse rather than lose a task or log a learner out.
    `maxmemory-policy ${"eviction" in said ? said.eviction : "noeviction"}`,
    `appendonly ${"volume" in said ? "yes" : "no"}`,
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
    ...("volume" in said ? { volume: volume(context, `${use}-data`, said.volume) } : {}),
    configuration: files(
      `${use}-configuration`,
      "hashed",
      { "redis.conf": configuration },
      context.versionOf,
    ),
  };
}
