import { bytesOf } from "../../vocabulary/quantity.ts";
import { isExternal } from "../addresses.ts";
import { outside, type StoreContext, type StorePart, serverResources, volume } from "./store.ts";

/** Elasticsearch: the catalogue of the course discovery, which no other search server can hold. It has no password: who reaches it is in. */
export function elasticsearch(context: StoreContext): StorePart {
  const said = context.settings.stores.elasticsearch;
  const address = context.stores.elasticsearch;
  if (isExternal(said)) {
    const store = outside("elasticsearch", "elasticsearch", address);
    return { store, preparations: [], connections: [], hosts: [] };
  }
  const { image, arguments: released } = context.server(said.driver);
  return {
    store: {
      kind: "elasticsearch",
      driver: said.driver,
      use: "elasticsearch",
      name: address.host,
      port: address.port,
      image,
      arguments: released,
      resources: serverResources(said.memory, "250m"),
      // What is in it is built again from the database of the course discovery.
      volume: { ...volume(context, `${address.host}-data`, said.volume), keep: false },
      heap: Math.floor(bytesOf(said.memory) / 2 / 1024 ** 2),
    },
    preparations: [],
    connections: [],
    hosts: [],
  };
}
