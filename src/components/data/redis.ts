import * as pulumi from "@pulumi/pulumi";
import type { RedisStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { PORT, registerInstance, type StoreArgs } from "./instance.ts";

export type RedisArgs = StoreArgs<RedisStore>;

/** A Redis server of one pod: a cache that may forget, sessions that should not, or a queue that must not. */
export class Redis extends pulumi.ComponentResource {
  /** Whoever uses the server depends on these. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.redis, name, {}, opts);
    const { server } = registerInstance(this, name, { ...args, pod: redisPod(args.store) });
    this.ready = [server];
    this.registerOutputs({});
  }
}

const CONFIGURATION = "/run/configuration";

export function redisPod(store: RedisStore): Pod {
  return {
    image: store.image,
    command: ["redis-server", `${CONFIGURATION}/redis.conf`],
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
      { from: "files", files: `${store.name}-configuration`, path: CONFIGURATION },
      store.volume
        ? { from: "volume", volume: store.volume.name, path: "/data" }
        : { from: "scratch", name: "data", path: "/data", size: "64Mi" },
    ],
    grace: 60,
  };
}
