import type * as pulumi from "@pulumi/pulumi";
import type { MysqlStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { CREDENTIALS, Instance, PORT, type StoreArgs } from "./instance.ts";

export type MysqlArgs = StoreArgs<MysqlStore>;

/** A MySQL server of one pod. Its databases and their users are created by a `Preparation`. */
export class Mysql extends Instance {
  constructor(name: string, args: MysqlArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.mysql, name, { ...args, pod: mysqlPod(args.store), files: [args.store.credentials] }, opts);
  }
}

function mysqlPod(store: MysqlStore): Pod {
  return {
    image: store.image,
    args: store.arguments,
    environment: { MYSQL_ROOT_PASSWORD_FILE: `${CREDENTIALS}/root` },
    user: { uid: 999, gid: 999 },
    port: { name: PORT, number: store.port },
    probes: {
      // A crash is recovered from before the server listens, and that takes as long as there is log to read.
      startup: { by: "tcp", seconds: 900 },
      readiness: { by: "command", command: ["mysqladmin", "ping", "--host=127.0.0.1", "--silent"] },
      liveness: { by: "tcp" },
    },
    resources: store.resources,
    mounts: [
      { from: "volume", volume: store.volume.name, path: "/var/lib/mysql" },
      { from: "files", files: store.credentials.name, path: CREDENTIALS },
      { from: "scratch", name: "run", path: "/var/run/mysqld", size: "16Mi" },
      { from: "scratch", name: "files", path: "/var/lib/mysql-files", size: "16Mi" },
      { from: "scratch", name: "tmp", path: "/tmp", size: "512Mi" },
    ],
    grace: 120,
  };
}
