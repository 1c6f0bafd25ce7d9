import * as pulumi from "@pulumi/pulumi";
import type { SearchStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { PORT, registerInstance, type StoreArgs } from "./instance.ts";

export type SearchArgs = StoreArgs<SearchStore>;

/** A Meilisearch server of one pod. It cannot be more: replication is not in the free edition. */
export class Search extends pulumi.ComponentResource {
  /** Whoever uses the server depends on these. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: SearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.search, name, {}, opts);
    const { server } = registerInstance(this, name, { ...args, pod: searchPod(args.store) });
    this.ready = [server];
    this.registerOutputs({});
  }
}

const CONFIGURATION = "/run/configuration";

export function searchPod(store: SearchStore): Pod {
  return {
    image: store.image,
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
      { from: "files", files: "search-configuration", path: CONFIGURATION },
      { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
    ],
    grace: 60,
  };
}
