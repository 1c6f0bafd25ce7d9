import { error, type Problem } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Charted } from "../vocabulary/charted.ts";
import { aTenthMore, bytesOf, cpu, memory, millicoresOf } from "../vocabulary/quantity.ts";
import { isInstance, isOperated, type Store } from "../vocabulary/store.ts";
import { fewest, most, type Pod, type Preparation, type Resources } from "../vocabulary/workload.ts";
import type { Draft } from "./draft.ts";
import type { Quota, Service } from "./model.ts";

/** What some pods ask for together. Thousandths of a processor, and bytes. */
export interface Demand {
  readonly pods: number;
  readonly cpu: number;
  readonly memory: number;
  /** Infinite as soon as one of them has no limit. */
  readonly cpuLimit: number;
  readonly memoryLimit: number;
}

const nothing: Demand = { pods: 0, cpu: 0, memory: 0, cpuLimit: 0, memoryLimit: 0 };

const add = (a: Demand, b: Demand): Demand => ({
  pods: a.pods + b.pods,
  cpu: a.cpu + b.cpu,
  memory: a.memory + b.memory,
  cpuLimit: a.cpuLimit + b.cpuLimit,
  memoryLimit: a.memoryLimit + b.memoryLimit,
});

/** A pod counts as the larger of what runs in it and what has run before; what stays beside them counts with both. */
const demandOfPods = ({ resources, initial = [] }: Pod, pods: number): Demand => {
  const of = (one: { readonly resources: Resources }) => demandOf(one.resources, pods);
  const beside = initial
    .filter((one) => one.beside)
    .map(of)
    .reduce(add, nothing);
  const all = [{ resources }, ...initial.filter((one) => !one.beside)].map(of);
  const largest = (key: keyof Demand) => Math.max(...all.map((one) => one[key])) + beside[key];
  return {
    pods,
    cpu: largest("cpu"),
    memory: largest("memory"),
    cpuLimit: largest("cpuLimit"),
    memoryLimit: largest("memoryLimit"),
  };
};

const demandOf = (resources: Pick<Resources, "cpu" | "memory">, pods: number): Demand => ({
  pods,
  cpu: millicoresOf(resources.cpu.request) * pods,
  memory: bytesOf(resources.memory.request) * pods,
  // Without pods there is nothing that has no limit.
  cpuLimit: pods === 0 ? 0 : millicoresOf(resources.cpu.limit ?? "Infinity") * pods,
  memoryLimit: bytesOf(resources.memory.limit) * pods,
});

/** How many of each long-running pod there are: as few as ever, or as many as ever. */
export type Load = "lowest" | "highest";

/** What the deployment asks for without its Jobs. */
export function demand(services: readonly Service[], stores: readonly Store[], load: Load): Demand {
  const running = processesOf(services).map(({ pod, scaling }) =>
    demandOfPods(pod, load === "lowest" ? fewest(scaling) : most(scaling)),
  );
  return [
    ...running,
    ...services
      .flatMap(({ chart }) => chart?.pods ?? [])
      .map(({ resources, most }) => demandOf(resources, load === "lowest" ? 0 : most)),
    ...stores.flatMap(podsOf).map(({ resources, pods }) => demandOf(resources, pods)),
  ].reduce(add, nothing);
}

/** The pods of a store, all alike of each. One that somebody else runs has none here. */
function podsOf(store: Store): readonly { readonly resources: Resources; readonly pods: number }[] {
  if (isInstance(store)) {
    const pods = store.kind === "minio" ? (store.spread?.servers ?? 1) : 1;
    return [{ resources: store.resources, pods }];
  }
  if (!isOperated(store)) return [];
  const { resources, members, proxy } = store;
  return [
    { resources, pods: members },
    // What an operator puts beside each server: its own sidecars, and the Job that begins.
    { resources: SIDECARS, pods: members + 1 },
    ...(proxy ? [{ resources: proxy.resources, pods: proxy.replicas }] : []),
  ];
}

const SIDECARS: Resources = {
  cpu: { request: "200m" },
  memory: { request: "512Mi", limit: "1Gi" },
  scratch: { request: "256Mi", limit: "1Gi" },
};

/** Everything of some services that runs for long. */
export const processesOf = (services: readonly Service[]) =>
  services.flatMap(({ web, workers }) => [...(web ? [web] : []), ...workers]);

/**
 * The most that a namespace may ask for: every autoscaler at its maximum, the new pods of each service beside the old ones
 * during a rollout, and every Job at once; and a tenth more, for somebody who has to look inside with a pod of their own. A smaller quota
 * would hold up exactly the update that mends a bad day.
 */
export function quota({
  services,
  stores,
  preparations,
}: {
  readonly services: readonly Service[];
  readonly stores: readonly Store[];
  readonly preparations: readonly Preparation[];
}): Quota {
  const jobs = [
    ...preparations.flatMap(({ jobs }) => jobs),
    ...services.flatMap(({ schedules }) => schedules),
  ];
  const all = [
    demand(services, stores, "highest"),
    ...processesOf(services).map(({ pod, surge }) => demandOfPods(pod, surge)),
    ...jobs.map(({ pod }) => demandOfPods(pod, 1)),
  ].reduce(add, nothing);
  const least = services.flatMap(({ chart }) => chart?.atLeast ?? []);
  const of = (key: keyof Charted["atLeast"], amountOf: (quantity: string) => number) =>
    Math.max(aTenthMore(all[key]), ...least.map((one) => amountOf(one[key])));
  return {
    cpu: cpu(of("cpu", millicoresOf)),
    memory: memory(of("memory", bytesOf)),
    ...(Number.isFinite(all.cpuLimit) ? { cpuLimit: cpu(of("cpuLimit", millicoresOf)) } : {}),
    memoryLimit: memory(of("memoryLimit", bytesOf)),
    pods: Math.ceil(aTenthMore(all.pods)),
  };
}

/**
 * Connections to MySQL when everything runs at its most: each process holds one to each of its databases, new pods stand
 * beside the old ones during a rollout, and a migration has a process too.
 */
export const databaseConnections = (services: readonly Service[]): number =>
  services
    .map((service) => {
      const processes = processesOf([service]).map(
        ({ scaling, surge, processes }) => (most(scaling) + surge) * processes,
      );
      return (
        [...processes, service.schedules.length + 1].reduce((a, b) => a + b, 0) * service.databases.length
      );
    })
    .reduce((total, connections) => total + connections, 0);

/** The rest is for administrators, backups and whoever has to look inside on a bad day. */
export const SHARE_OF_CONNECTIONS = 0.8;

/** Connections that MySQL has to accept, so that the share for emergencies stays free. */
export const connectionsToAccept = (services: readonly Service[]): number =>
  Math.ceil(databaseConnections(services) / SHARE_OF_CONNECTIONS);

/** Connections that MySQL accepts of this deployment, whoever runs it. */
export const connectionsAccepted = (stores: readonly Store[]): number =>
  stores.find(({ kind }) => kind === "mysql")?.maxConnections ?? 0;

/** A server that refuses connections takes the whole site down, just when most learners are there. */
export function connectionProblems({ services, stores, loaded }: Draft): readonly Problem[] {
  const needed = databaseConnections(services);
  const accepted = connectionsAccepted(stores);
  if (needed <= accepted * SHARE_OF_CONNECTIONS) return [];
  return [
    error("connections-exceeded", {
      ...saidAt(loaded, ["stores", "mysql", "maxConnections"]),
      message: `All pods at their most hold ${needed} connections, and of ${accepted} a fifth stays free for emergencies.`,
      remedy: `Write at least ${connectionsToAccept(services)}, or let fewer pods or processes run at most.`,
    }),
  ];
}
