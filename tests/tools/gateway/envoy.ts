import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Made } from "../charts.ts";
import { answers, folderWith, freePort, type Running, start, until } from "../tool.ts";
import type { Translated } from "./translator.ts";

/** Ports of the proxies, and those that stand for them here. */
export interface Ports {
  readonly http: number;
  readonly https: number;
}

/** Ports on which the real Envoy listens, as its controller tells it. */
export const INSIDE = { http: 10_080, https: 10_443, ready: 19_003, stats: 19_001, admin: 19_000 } as const;

/** The real Envoy, with all that its controller would tell it bit by bit told at once. */
export async function envoyWith(program: string, translated: Translated): Promise<Ports & Running> {
  const names = Object.keys(INSIDE) as (keyof typeof INSIDE)[];
  const found = await Promise.all(names.map(async (name) => [name, await freePort()] as const));
  const ports = Object.fromEntries(found) as Record<keyof typeof INSIDE, number>;
  const onLoopback = new Map(names.map((name) => [INSIDE[name] as number, ports[name]]));
  const folder = folderWith({});
  const file = join(folder, "envoy.json");
  const told = loggingTo(join(folder, "requests.log"), movedTo(onLoopback, bootstrapOf(translated)));
  writeFileSync(file, JSON.stringify(told));
  const args = ["--config-path", file, "--disable-hot-restart", "--concurrency", "2", "--log-level", "warn"];
  const running = start(program, args, folder);
  await until("Envoy is ready", () => answers(`http://127.0.0.1:${ports.ready}/ready`), running, 60);
  return { ...running, http: ports.http, https: ports.https };
}

function bootstrapOf({ told, bootstrap }: Translated): Made {
  const { dynamic_resources: _, static_resources: own, ...others } = bootstrap;
  const routes = new Map(told("RouteConfiguration").map((one) => [one.name, one]));
  const endpoints = new Map(told("ClusterLoadAssignment").map((one) => [one.clusterName, one]));
  const clusters = own.clusters.filter(({ name }: Made) => name !== "xds_cluster");
  return {
    ...others,
    static_resources: {
      listeners: [...own.listeners, ...told("Listener").map((one) => withRoutes(one, routes))],
      clusters: [...clusters, ...told("Cluster").map((one) => withEndpoints(one, endpoints))],
      secrets: told("Secret"),
    },
  };
}

/** Routes stand where they are named, and secrets are among what it starts with. */
function withRoutes(told: Made, routes: ReadonlyMap<string, Made>): Made {
  return changed(told, ({ rds, sdsConfig: _, ...others }) =>
    rds === undefined ? others : { ...others, routeConfig: routes.get(rds.routeConfigName) },
  );
}

function withEndpoints(cluster: Made, endpoints: ReadonlyMap<string, Made>): Made {
  if (cluster.type !== "EDS") return cluster;
  const { edsClusterConfig: _, ...others } = cluster;
  return { ...others, type: "STATIC", loadAssignment: endpoints.get(cluster.name) };
}

const movedTo = (ports: ReadonlyMap<number, number>, told: Made): Made =>
  changed(told, (one) => {
    const key = ["portValue", "port_value"].find((name) => ports.has(one[name]));
    return key === undefined ? one : { ...one, address: "127.0.0.1", [key]: ports.get(one[key]) };
  });

/** What a test reads of a program is no file that one could open by a name. */
const loggingTo = (file: string, told: Made): Made =>
  changed(told, (one) => (one.path === "/dev/stdout" ? { ...one, path: file } : one));

/** Every object in it, from the outermost. */
function changed(told: Made, change: (one: Made) => Made): Made {
  if (Array.isArray(told)) return told.map((one) => changed(one, change));
  if (typeof told !== "object" || told === null) return told;
  return Object.fromEntries(Object.entries(change(told)).map(([key, one]) => [key, changed(one, change)]));
}
