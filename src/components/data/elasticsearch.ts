import * as pulumi from "@pulumi/pulumi";
import type { ElasticsearchStore } from "../../vocabulary/store.ts";
import type { Mount, Pod } from "../../vocabulary/workload.ts";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { PORT, registerInstance, type StoreArgs } from "./instance.ts";

export type ElasticsearchArgs = StoreArgs<ElasticsearchStore>;

/** An Elasticsearch server of one pod, without a password: only the network policies say who reaches it. */
export class Elasticsearch extends pulumi.ComponentResource {
  /** Name under which pods of the namespace find it. */
  readonly host: string;
  /** Port on which it answers there. */
  readonly port: number;
  /** Whoever uses it depends on these. */
  readonly ready: Before;

  constructor(name: string, args: ElasticsearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.elasticsearch, name, {}, opts);
    const { store } = args;
    this.ready = [registerInstance(this, name, { ...args, pod: elasticsearchPod(store), files: [] })];
    this.host = store.name;
    this.port = store.port;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

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
