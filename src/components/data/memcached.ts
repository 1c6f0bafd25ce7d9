import type * as pulumi from "@pulumi/pulumi";
import type { MemcachedStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import { tokens } from "../tokens.ts";
import { Instance, PORT, type StoreArgs } from "./instance.ts";

export type MemcachedArgs = StoreArgs<MemcachedStore>;

/** A Memcached server of one pod, without a password: only the network policies say who reaches it. */
export class Memcached extends Instance {
  constructor(name: string, args: MemcachedArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.memcached, name, { ...args, pod: memcachedPod(args.store), files: [] }, opts);
  }
}

const memcachedPod = (store: MemcachedStore): Pod => ({
  image: store.image,
  command: ["memcached"],
  args: store.arguments,
  environment: {},
  user: { uid: 11211, gid: 11211 },
  port: { name: PORT, number: store.port },
  probes: {
    startup: { by: "tcp", seconds: 300 },
    readiness: { by: "command", command: ["sh", "-c", asksVersion(store.port)] },
    liveness: { by: "tcp" },
  },
  resources: store.resources,
  mounts: [],
  grace: 10,
});

export const asksVersion = (port: number): string =>
  `printf 'version\\r\\nquit\\r\\n' | nc 127.0.0.1 ${port} | grep -q VERSION`;
