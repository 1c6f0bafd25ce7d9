import { bytesOf } from "../../vocabulary/quantity.ts";
import type { Context } from "../context.ts";
import { type StoreContext, type StorePart, serverResources } from "./store.ts";

type Said = Extract<Context["settings"]["stores"]["cache"], { readonly driver: "memcached" }>;

/** Memcached: values that may be forgotten, by whoever reaches it. */
export function memcached(context: StoreContext, said: Said): StorePart {
  const { host, port } = context.stores.cache;
  const { image, arguments: released } = context.server("memcached");
  return {
    store: {
      kind: "memcached",
      driver: said.driver,
      use: "cache",
      name: host,
      port,
      image,
      arguments: [...released, ...memcachedArguments(said.memory, port)],
      resources: serverResources(said.memory, "100m"),
    },
    preparations: [],
    connections: [],
    hosts: [],
  };
}

export const memcachedArguments = (memory: string, port: number): readonly string[] => [
  `--port=${port}`,
  "--udp-port=0",
  // The rest is for its connections and its index.
  `--memory-limit=${Math.floor((bytesOf(memory) * 0.75) / 1024 ** 2)}`,
  // The structure of a large course does not fit in the usual megabyte.
  "--max-item-size=8m",
  "--conn-limit=4096",
];
