import type * as pulumi from "@pulumi/pulumi";
import type { MongodbStore } from "../../vocabulary/store.ts";
import type { Initial, Mount, Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { CREDENTIALS, Instance, PORT, type StoreArgs } from "./instance.ts";

export type MongoDbArgs = StoreArgs<MongodbStore>;

/** A MongoDB server of one pod. The users of its databases are created by a `Preparation`. */
export class MongoDb extends Instance {
  constructor(name: string, args: MongoDbArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      tokens.mongodb,
      name,
      { ...args, pod: mongodbPod(args.store), files: [args.store.credentials] },
      opts,
    );
  }
}

/** Where the server finds the key by which members of a replica set know each other. */
const MEMBER_KEY = { from: "scratch", name: "key", path: "/run/member", size: "1Mi" } as const;

export function mongodbPod(store: MongodbStore): Pod {
  const member = "member-key" in store.credentials.entries;
  const credentials: Mount = { from: "files", files: store.credentials.name, path: CREDENTIALS };
  return {
    ...(member ? { initial: [ownKey(store, credentials)] } : {}),
    image: store.image,
    args: [...store.arguments, ...(member ? [`--keyFile=${MEMBER_KEY.path}/member-key`] : [])],
    environment: {
      // The shell that creates the first user writes its history below the home directory, which is read-only in the image.
      HOME: "/tmp",
      MONGO_INITDB_ROOT_USERNAME: "root",
      MONGO_INITDB_ROOT_PASSWORD_FILE: `${CREDENTIALS}/root`,
    },
    user: { uid: 999, gid: 999 },
    port: { name: PORT, number: store.port },
    probes: {
      startup: { by: "tcp", seconds: 600 },
      // It listens to others when it has recovered. Its shell is a Node of some seconds of processor: under load the probe would fail, and not the server.
      readiness: { by: "tcp" },
      liveness: { by: "tcp" },
    },
    resources: store.resources,
    mounts: [
      { from: "volume", volume: store.volume.name, path: "/data/db" },
      credentials,
      ...(member ? [MEMBER_KEY] : []),
      { from: "scratch", name: "configdb", path: "/data/configdb", size: "16Mi" },
      { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
    ],
    grace: 120,
  };
}

/** The server takes no key that anybody but itself may read, and the files of a pod can always be read by its group. */
const ownKey = ({ image, resources }: MongodbStore, credentials: Mount): Initial => ({
  name: "copy-member-key",
  image,
  command: ["sh", "-euc", `install -m 400 ${CREDENTIALS}/member-key ${MEMBER_KEY.path}/member-key`],
  mounts: [credentials, MEMBER_KEY],
  resources,
});
