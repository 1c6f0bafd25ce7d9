import type * as pulumi from "@pulumi/pulumi";
import type { RedisStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { CONFIGURATION, Instance, PORT, type StoreArgs } from "./instance.ts";

export type RedisArgs = StoreArgs<RedisStore>;

/** A Redis server of one pod: a cache that may forget, sessions that should not, or a queue that must not. */
export class Redis extends Instance {
  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      tokens.redis,
      name,
      { ...args, pod: redisPod(args.store), files: [args.store.configuration] },
      opts,
    );
  }
}

export function redisPod(store: RedisStore): Pod {
  return {
    image: store.image,
    command: [`${store.driver}-server`, `${CONFIGURATION}/redis.conf`],
    args: store.arguments,
    environment: {},
    user: { uid: 1000, gid: 1000 },
    port: { name: PORT, number: store.port },
    probes: {
      startup: { by: "tcp", seconds: 300 },
      // Without the password the answer is a refusal, and a refusal is an answer; while it loads its log it says so.
      readiness: {
        by: "command",
        command: ["sh", "-c", `${store.driver}-cli ping | grep -qE 'PONG|NOAUTH'`],
      },
      liveness: { by: "tcp" },
    },
    resources: store.resources,
    mounts: [
      { from: "files", files: store.configuration.name, path: CONFIGURATION },
      store.volume
        ? { from: "volume", volume: store.volume.name, path: "/data" }
        : { from: "scratch", name: "data", path: "/data", size: "64Mi" },
    ],
    grace: 60,
  };
}
