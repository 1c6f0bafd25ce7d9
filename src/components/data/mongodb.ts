import * as pulumi from "@pulumi/pulumi";
import type { MongodbStore } from "../../vocabulary/store.ts";
import type { Job, Mount, Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { CREDENTIALS, databasesJob, fileOf, registerDatabases } from "./databasesJob.ts";
import { PORT, registerInstance, type StoreArgs } from "./instance.ts";

export type MongoDbArgs = StoreArgs<MongodbStore>;

/** A MongoDB server of one pod, with a user of its own for each database. */
export class MongoDb extends pulumi.ComponentResource {
  /** Whoever uses a database depends on these. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: MongoDbArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.mongodb, name, {}, opts);
    const instance = registerInstance(this, name, { ...args, pod: mongodbPod(args.store) });
    const databases = registerDatabases(this, name, args, mongodbDatabasesJob(args.store), instance);
    this.ready = [instance.server, databases];
    this.registerOutputs({});
  }
}

const USER = { uid: 999, gid: 999 };
const tmp: Mount = { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" };
/** The shell writes its history below the home directory, which is read-only in the image. */
const environment = { HOME: "/tmp" };

export function mongodbPod(store: MongodbStore): Pod {
  return {
    image: store.image,
    args: [...store.arguments],
    environment: {
      ...environment,
      MONGO_INITDB_ROOT_USERNAME: "root",
      MONGO_INITDB_ROOT_PASSWORD_FILE: fileOf("mongodb/root"),
    },
    user: USER,
    port: { name: PORT, number: store.port },
    probes: {
      startup: { by: "tcp", seconds: 600 },
      readiness: { by: "command", command: ["mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"] },
      liveness: { by: "tcp" },
    },
    resources: store.resources,
    mounts: [
      { from: "volume", volume: store.volume.name, path: "/data/db" },
      { from: "files", files: "mongodb-credentials", path: CREDENTIALS },
      { from: "scratch", name: "configdb", path: "/data/configdb", size: "16Mi" },
      tmp,
    ],
    grace: 120,
  };
}

export const mongodbDatabasesJob = (store: MongodbStore): Job =>
  databasesJob(store, {
    command: ["mongosh", "--quiet", "--nodb", "--eval", script(store)],
    environment,
    user: USER,
    scratch: [tmp],
  });

/** Creates the users that are missing and sets every password to what it should be. Never drops anything. */
const script = (store: MongodbStore): string =>
  [
    `const read = (file) => require("fs").readFileSync(file, "utf8");`,
    `const server = new Mongo("mongodb://${store.name}:${store.port}");`,
    `server.getDB("admin").auth("root", read("${fileOf("mongodb/root")}"));`,
    `for (const { name, user, file } of ${JSON.stringify(usersOf(store))}) {`,
    "  const database = server.getDB(name);",
    `  const account = { pwd: read(file), roles: [{ role: "readWrite", db: name }] };`,
    "  if (database.getUser(user)) database.updateUser(user, account);",
    "  else database.createUser({ user, ...account });",
    "}",
  ].join("\n");

const usersOf = (store: MongodbStore) =>
  store.databases.map(({ name, user, password }) => ({ name, user, file: fileOf(password) }));
