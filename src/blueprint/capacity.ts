import { bytesOf, cpu, memory, millicoresOf } from "../vocabulary/quantity.ts";
import type { Store } from "../vocabulary/store.ts";
import type { Pod, Resources } from "../vocabulary/workload.ts";
import type { DjangoService, Quota } from "./model.ts";

/** What some pods ask for together. Thousandths of a processor, and bytes. */
export interface Demand {
  readonly pods: number;
  readonly cpu: number;
  readonly memory: number;
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

const demandOf = (resources: Resources, pods: number): Demand => ({
  pods,
  cpu: millicoresOf(resources.cpu.request) * pods,
  memory: bytesOf(resources.memory.request) * pods,
  cpuLimit: millicoresOf(resources.cpu.limit) * pods,
  memoryLimit: bytesOf(resources.memory.limit) * pods,
});

/** How many of each long-running pod there are: as few as ever, or as many as ever. */
export type Load = "lowest" | "highest";

/** What the deployment asks for without its Jobs. */
export function demand(services: readonly DjangoService[], stores: readonly Store[], load: Load): Demand {
  const webs = services.map(({ web }) =>
    demandOf(web.pod.resources, load === "lowest" ? web.scaling.min : web.scaling.max),
  );
  return [...webs, ...stores.map(({ resources }) => demandOf(resources, 1))].reduce(add, nothing);
}

/** Room for somebody who has to look inside with a pod of their own, on the worst day. */
const HEADROOM = 1.1;

/**
 * The most that a namespace may ask for: every autoscaler at its maximum, one new pod of each service beside the old ones
 * during a rollout, and every Job at once. A smaller quota would hold up exactly the update that mends a bad day.
 */
export function quota(
  services: readonly DjangoService[],
  stores: readonly Store[],
  jobs: readonly Pod[],
): Quota {
  const most = [
    demand(services, stores, "highest"),
    ...services.map(({ web }) => demandOf(web.pod.resources, 1)),
    ...jobs.map(({ resources }) => demandOf(resources, 1)),
  ].reduce(add, nothing);
  return {
    cpu: cpu(most.cpu * HEADROOM),
    memory: memory(most.memory * HEADROOM),
    cpuLimit: cpu(most.cpuLimit * HEADROOM),
    memoryLimit: memory(most.memoryLimit * HEADROOM),
    pods: Math.ceil(most.pods * HEADROOM),
  };
}
