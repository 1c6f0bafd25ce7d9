import * as pulumi from "@pulumi/pulumi";
import type { MongodbStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { CREDENTIALS, PORT, registerInstance, type StoreArgs } from "./instance.ts";

export type MongoDbArgs = StoreArgs<MongodbStore>;

/** A MongoDB server of one pod. The users of its databases are created by a `Preparation`. */
export class MongoDb extends pulumi.ComponentResource {
  /** Name under which pods of the namespace find it. */
  readonly host: string;
  /** Port on which it answers there. */
  readonly port: number;
  /** Whoever uses it depends on these. */
  readonly ready: Before;

  constructor(name: string, args: MongoDbArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.mongodb, name, {}, opts);
    const { store } = args;
    this.ready = [
      registerInstance(this, name, { ...args, pod: mongodbPod(store), files: [store.credentials] }),
    ];
    this.host = store.name;
    this.port = store.port;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

export function mongodbPod(store: MongodbStore): Pod {
  return {
    image: store.image,
    args: store.arguments,
    environment: {
      // The shell of the probe writes its history below the home directory, which is read-only in the image.
      HOME: "/tmp",
      MONGO_INITDB_ROOT_USERNAME: "root",
      MONGO_INITDB_ROOT_PASSWORD_FILE: `${CREDENTIALS}/root`,
    },
    user: { uid: 999, gid: 999 },
    port: { name: PORT, number: store.port },
    probes: {
      startup: { by: "tcp", seconds: 600 },
      readiness: { by: "command", command: ["mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"] },
      liveness: { by: "tcp" },
    },
    resources: store.resources,
    mounts: [
      { from: "volume", volume: store.volume.name, path: "/data/db" },
      { from: "files", files: store.credentials.name, path: CREDENTIALS },
      { from: "scratch", name: "configdb", path: "/data/configdb", size: "16Mi" },
      { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
    ],
    grace: 120,
  };
}
