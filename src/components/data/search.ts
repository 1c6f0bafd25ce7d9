import type * as pulumi from "@pulumi/pulumi";
import type { SearchStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { CONFIGURATION, Instance, PORT, type StoreArgs } from "./instance.ts";

export type SearchArgs = StoreArgs<SearchStore>;

/** A Meilisearch server of one pod. It cannot be more: replication is not in the free edition. */
export class Search extends Instance {
  constructor(name: string, args: SearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      tokens.search,
      name,
      { ...args, pod: searchPod(args.store), files: [args.store.configuration] },
      opts,
    );
  }
}

function searchPod(store: SearchStore): Pod {
  return {
    image: store.image,
    args: store.arguments,
    environment: { MEILI_CONFIG_FILE_PATH: `${CONFIGURATION}/meilisearch.toml` },
    user: { uid: 1000, gid: 1000 },
    port: { name: PORT, number: store.port },
    probes: {
      // It rebuilds indexes before it listens.
      startup: { by: "tcp", seconds: 900 },
      readiness: { by: "http", path: "/health" },
      liveness: { by: "tcp" },
    },
    resources: store.resources,
    mounts: [
      { from: "volume", volume: store.volume.name, path: "/meili_data" },
      { from: "files", files: store.configuration.name, path: CONFIGURATION },
      { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
    ],
    grace: 60,
  };
}
