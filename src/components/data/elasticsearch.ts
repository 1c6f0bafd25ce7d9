import type * as pulumi from "@pulumi/pulumi";
import type { ElasticsearchStore } from "../../vocabulary/store.ts";
import type { Mount, Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { Instance, PORT, type StoreArgs } from "./instance.ts";

export type ElasticsearchArgs = StoreArgs<ElasticsearchStore>;

/** An Elasticsearch server of one pod, without a password: only the network policies say who reaches it. */
export class Elasticsearch extends Instance {
  constructor(name: string, args: ElasticsearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.elasticsearch, name, { ...args, pod: elasticsearchPod(args.store), files: [] }, opts);
  }
}

/**
 * Version 7.17.13 starts, indexes and finds on a root file system that it cannot write to, with these four directories: tried in
 * November 2026 with the server of Maven Central, without the modules of the image. Without the first it ends at its keystore.
 */
const HOME = "/usr/share/elasticsearch";

/** It writes a keystore beside its configuration, so that it gets a copy of what the image has there. */
const CONFIGURATION: Mount = { from: "scratch", name: "config", path: `${HOME}/config`, size: "16Mi" };

export function elasticsearchPod(store: ElasticsearchStore): Pod {
  return {
    initial: [
      {
        name: "copy-configuration",
        image: store.image,
        command: ["sh", "-euc", `cp -R ${HOME}/config/. /copy/`],
        mounts: [{ ...CONFIGURATION, path: "/copy" }],
        resources: store.resources,
      },
    ],
    image: store.image,
    args: store.arguments,
    environment: {
      "cluster.name": "openedx",
      "discovery.type": "single-node",
      // Maps of its files would need a kernel parameter of the node.
      "node.store.allow_mmap": "false",
      // It would fetch a database of addresses from the internet, which it does not reach.
      "ingest.geoip.downloader.enabled": "false",
      ES_JAVA_OPTS: `-Xms${store.heap}m -Xmx${store.heap}m`,
      ES_TMPDIR: "/tmp",
    },
    user: { uid: 1000, gid: 1000 },
    port: { name: PORT, number: store.port },
    probes: {
      startup: { by: "tcp", seconds: 600 },
      readiness: { by: "http", path: "/_cluster/health?local=true" },
      liveness: { by: "tcp" },
    },
    resources: store.resources,
    mounts: [
      { from: "volume", volume: store.volume.name, path: `${HOME}/data` },
      CONFIGURATION,
      { from: "scratch", name: "logs", path: `${HOME}/logs`, size: "256Mi" },
      { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
    ],
    grace: 120,
  };
}
