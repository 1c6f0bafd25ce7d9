import type * as pulumi from "@pulumi/pulumi";
import type { MinioStore } from "../../vocabulary/store.ts";
import type { Pod } from "../../vocabulary/workload.ts";
import { CREDENTIALS, Instance, PORT, type StoreArgs } from "../data/instance.ts";
import { tokens } from "../tokens.ts";

export type MinioArgs = StoreArgs<MinioStore>;

/** A MinIO server of one pod and one disk. Its buckets are the business of `MinioBuckets`. */
export class Minio extends Instance {
  constructor(name: string, args: MinioArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.minio, name, { ...args, pod: minioPod(args.store), files: [args.store.credentials] }, opts);
  }
}

export function minioPod(
  store: MinioStore,
  folders: readonly string[] = ["/data"],
  disks: Pod["mounts"] = [{ from: "volume", volume: store.volume.name, path: "/data" }],
): Pod {
  return {
    image: store.image,
    command: ["minio", "server", ...folders, "--address", `:${store.port}`, "--certs-dir", "/tmp/certs"],
    environment: {
      MINIO_ROOT_USER_FILE: `${CREDENTIALS}/user`,
      MINIO_ROOT_PASSWORD_FILE: `${CREDENTIALS}/password`,
      // Its console has had no administration since May 2025; the client has it all.
      MINIO_BROWSER: "off",
      // It would ask the internet for newer versions, which it does not reach and which do not exist.
      MINIO_UPDATE: "off",
      // Who gets to this port is said by network policies, and no path to it leads from outside.
      MINIO_PROMETHEUS_AUTH_TYPE: "public",
      ...(store.origins.length > 0 ? { MINIO_API_CORS_ALLOW_ORIGIN: store.origins.join(",") } : {}),
      HOME: "/tmp",
    },
    user: { uid: 1000, gid: 1000 },
    port: { name: PORT, number: store.port },
    probes: {
      startup: { by: "http", path: "/minio/health/live", seconds: 600 },
      readiness: { by: "http", path: "/minio/health/ready" },
      liveness: { by: "tcp" },
    },
    resources: store.resources,
    mounts: [
      ...disks,
      { from: "files", files: store.credentials.name, path: CREDENTIALS },
      { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" },
    ],
    grace: 120,
  };
}
