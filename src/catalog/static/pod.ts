import { bytesOf, memory } from "../../vocabulary/quantity.ts";
import type { Initial, Mount, Pod, Resources, Web } from "../../vocabulary/workload.ts";
import { CADDY, caddyCommand, caddyEnvironment } from "../caddyfile.ts";
import { resourcesOf, type ServiceSize, scaled } from "../scale.ts";

/** Where the server finds its own files. */
export const FILES_OF_A_SERVER = "/run/configuration";

/** Seconds until nobody sends it requests any more, and until the last one is answered. */
const DRAIN = 15;
const GRACE = 45;

/** Nothing but a server of files, without root and without anything to write to beside its scratch directory. */
export const caddyWeb = (
  name: string,
  size: ServiceSize,
  image: string,
  files: { readonly initial: readonly Initial[]; readonly mounts: readonly Mount[] },
): Web => ({
  name,
  ...scaled(size),
  processes: size.processes,
  pod: {
    image,
    initial: files.initial,
    command: caddyCommand(`${FILES_OF_A_SERVER}/Caddyfile`),
    environment: caddyEnvironment,
    user: { uid: 1000, gid: 1000 },
    port: { name: "http", number: CADDY.port },
    probes: {
      startup: { by: "http", path: CADDY.health, seconds: 120 },
      readiness: { by: "http", path: CADDY.health },
      liveness: { by: "tcp" },
    },
    resources: { ...resourcesOf(size), scratch: roomFor(files.mounts) },
    mounts: [
      { from: "files", files: `${name}-configuration`, path: FILES_OF_A_SERVER },
      { from: "scratch", name: "tmp", path: "/tmp", size: "128Mi" },
      ...files.mounts,
    ],
    grace: GRACE,
    drain: DRAIN,
  },
});

const LOGS = 256 * 1024 ** 2;
/** How much of what a directory may hold is in it as a rule. Nobody has measured the files of an image. */
const FILLED = 0.5;

/** What lies in scratch directories counts as the pod's own. */
function roomFor(mounts: readonly Mount[]): Resources["scratch"] {
  const room = mounts.reduce((sum, mount) => sum + (mount.from === "scratch" ? bytesOf(mount.size) : 0), 0);
  return { request: memory(room * FILLED + LOGS), limit: memory(room + LOGS) };
}

/** A container that takes files out of its image, into a directory that the server in the pod has too. */
export const copied = (name: string, image: string, copies: readonly Copy[]): Initial => ({
  name,
  image,
  command: ["sh", "-euc", copies.map(copy).join("\n")],
  mounts: copies.map(({ to }) => to),
  resources: COPYING,
});

const copy = ({ from, to, below }: Copy): string => {
  const folder = below ? `${to.path}/${below}` : to.path;
  return `mkdir -p ${folder} && cp -R ${from}/. ${folder}/`;
};

/** Files of an image, and the directory where they go. */
export interface Copy {
  readonly from: string;
  /** Directory below the place, where it is not the place itself. */
  readonly below?: string;
  readonly to: Extract<Pod["mounts"][number], { from: "scratch" }>;
}

const COPYING: Resources = {
  cpu: { request: "50m", limit: "500m" },
  memory: { request: "64Mi", limit: "256Mi" },
  scratch: { request: "64Mi", limit: "256Mi" },
};
