import * as pulumi from "@pulumi/pulumi";
import type { RedisStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { CONFIGURATION, PORT, registerInstance, type StoreArgs } from "./instance.ts";

export type RedisArgs = StoreArgs<RedisStore>;

/** A Redis server of one pod: a cache that may forget, sessions that should not, or a queue that must not. */
export class Redis extends pulumi.ComponentResource {
  /** Name under which pods of the namespace find it. */
  readonly host: string;
  /** Port on which it answers there. */
  readonly port: number;
  /** Whoever uses it depends on these. */
  readonly ready: Before;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.redis, name, {}, opts);
    const { store } = args;
    this.ready = [
      registerInstance(this, name, { ...args, pod: redisPod(store), files: [store.configuration] }),
    ];
    this.host = store.name;
    this.port = store.port;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

export function redisPod(store: RedisStore): Pod {
  return {
    image: store.image,
    command: ["redis-server", `${CONFIGURATION}/redis.conf`],
    args: store.arguments,
    environment: {},
    user: { uid: 1000, gid: 1000 },
    port: { name: PORT, number: store.port },
    probes: {
      startup: { by: "tcp", seconds: 300 },
      // Without the password the answer is a refusal, and a refusal is an answer; while it loads its log it says so.
      readiness: { by: "command", command: ["sh", "-c", "redis-cli ping | grep -qE 'PONG|NOAUTH'"] },
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
