import * as pulumi from "@pulumi/pulumi";
import type { Database, MysqlStore } from "../../vocabulary/store.ts";
import type { Job, Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { CREDENTIALS, databasesJob, fileOf, registerDatabases } from "./databasesJob.ts";
import { PORT, registerInstance, type StoreArgs } from "./instance.ts";

export type MysqlArgs = StoreArgs<MysqlStore>;

/** A MySQL server of one pod, with a database and a user of its own for each application. */
export class Mysql extends pulumi.ComponentResource {
  /** Whoever uses a database depends on these. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: MysqlArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.mysql, name, {}, opts);
    const instance = registerInstance(this, name, { ...args, pod: mysqlPod(args.store) });
    const databases = registerDatabases(this, name, args, mysqlDatabasesJob(args.store), instance);
    this.ready = [instance.server, databases];
    this.registerOutputs({});
  }
}

const USER = { uid: 999, gid: 999 };

export function mysqlPod(store: MysqlStore): Pod {
  return {
    image: store.image,
    args: [...store.arguments, `--max-connections=${store.maxConnections}`],
    environment: { MYSQL_ROOT_PASSWORD_FILE: fileOf("mysql/root") },
    user: USER,
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
      { from: "files", files: "mysql-credentials", path: CREDENTIALS },
      { from: "scratch", name: "run", path: "/var/run/mysqld", size: "16Mi" },
      { from: "scratch", name: "files", path: "/var/lib/mysql-files", size: "16Mi" },
      { from: "scratch", name: "tmp", path: "/tmp", size: "512Mi" },
    ],
    grace: 120,
  };
}

export const mysqlDatabasesJob = (store: MysqlStore): Job =>
  databasesJob(store, {
    command: ["bash", "-euc", script(store)],
    environment: {},
    user: USER,
    scratch: [{ from: "scratch", name: "tmp", path: "/tmp", size: "64Mi" }],
  });

/** Creates what is missing and sets every password to what it should be. Never drops anything. */
const script = (store: MysqlStore): string =>
  [
    `export MYSQL_PWD="$(cat ${fileOf("mysql/root")})"`,
    `until mysqladmin ping --host=${store.name} --user=root --silent; do sleep 2; done`,
    // A password that somebody gave may hold a quote.
    `quoted() { sed -e 's/\\\\/\\\\\\\\/g' -e "s/'/''/g" "$1"; }`,
    `mysql --host=${store.name} --user=root <<SQL`,
    ...store.databases.flatMap(statements),
    "SQL",
  ].join("\n");

function statements({ name, user, password }: Database): string[] {
  const account = `'${user}'@'%'`;
  const identified = `IDENTIFIED BY '$(quoted ${fileOf(password)})'`;
  // In a grant an underscore stands for any character, and `edxapp_csmh` would open a neighbour's database.
  const pattern = name.replaceAll("_", "\\\\_");
  return [
    `CREATE DATABASE IF NOT EXISTS \\\`${name}\\\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    `CREATE USER IF NOT EXISTS ${account} ${identified};`,
    `ALTER USER ${account} ${identified};`,
    `GRANT ALL PRIVILEGES ON \\\`${pattern}\\\`.* TO ${account};`,
  ];
}
