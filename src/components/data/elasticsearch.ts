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
const homeOf = ({ driver }: ElasticsearchStore): string => `/usr/share/${driver}`;

/** What each of the two is told beside what both are. */
const particular = ({ driver, heap }: ElasticsearchStore): Readonly<Record<string, string>> => {
  const java = `-Xms${heap}m -Xmx${heap}m`;
  return driver === "elasticsearch"
    ? {
        ES_JAVA_OPTS: java,
        ES_TMPDIR: "/tmp",
        // It would fetch a database of addresses from the internet, which it does not reach.
        "ingest.geoip.downloader.enabled": "false",
      }
    : {
        OPENSEARCH_JAVA_OPTS: java,
        OPENSEARCH_TMPDIR: "/tmp",
        // Who may ask is said by network policies, as with the other one; demo certificates would prove nothing.
        DISABLE_SECURITY_PLUGIN: "true",
        DISABLE_INSTALL_DEMO_CONFIG: "true",
        DISABLE_PERFORMANCE_ANALYZER_AGENT_CLI: "true",
        // The client of the course discovery asks which version of Elasticsearch it talks to.
        "compatibility.override_main_response_version": "true",
      };
};

export function elasticsearchPod(store: ElasticsearchStore): Pod {
  const home = homeOf(store);
  // It writes a keystore beside its configuration, so that it gets a copy of what the image has there.
  const configuration: Mount = { from: "scratch", name: "config", path: `${home}/config`, size: "16Mi" };
  return {
    initial: [
      {
        name: "copy-configuration",
        image: store.image,
        command: ["sh", "-euc", `cp -R ${home}/config/. /copy/`],
        mounts: [{ ...configuration, path: "/copy" }],
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
      ...particular(store),
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
      { from: "volume", volume: store.volume.name, path: `${home}/data` },
      configuration,
      { from: "scratch", name: "logs", path: `${home}/logs`, size: "256Mi" },
      { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
    ],
    grace: 120,
  };
}
