import type { Profile, Scale, ServiceScale, Sized } from "../settings/sections/scale.ts";
import { bytesOf, memory } from "../vocabulary/quantity.ts";
import type { Resources, Web } from "../vocabulary/workload.ts";
import { ROWS, type Row, type Strength } from "./scaleTable.ts";

/** How large one service is in one deployment. */
export interface ServiceSize {
  readonly min: number;
  readonly max: number;
  /** Processes that answer requests, or work on tasks, in each pod. */
  readonly processes: number;
  readonly cpu: string;
  readonly memory: string;
  /** Percent of the requested CPU at which an autoscaler adds pods. */
  readonly target: number;
}

/** Utilisation at which pods are added: the share of production that Open edX was asked to be built for. */
const TARGET = 75;

/** The size of a service: its row in the profile, and over it what the settings say, field by field. */
export function sizeOf(service: Sized, scale: Scale): ServiceSize {
  const row = ROWS[service][scale.profile];
  const said: ServiceScale = scale[service];
  const { min, max } = replicas(row, said);
  return {
    min,
    max,
    processes: said.processes ?? row.processes,
    cpu: said.cpu ?? row.cpu,
    memory: said.memory ?? row.memory,
    target: said.target ?? TARGET,
  };
}

const replicas = (row: Row, said: ServiceScale): Pick<Row, "min" | "max"> => said.replicas ?? row;

/** A quarter of the pods at a time: a large fleet is renewed within the hour, and a small one keeps room on its nodes. */
const SURGE = 0.25;

export const scaled = ({
  min,
  max,
  target,
}: Pick<ServiceSize, "min" | "max" | "target">): Pick<Web, "scaling" | "surge"> => ({
  scaling: max > min ? { by: "cpu", min, max, target } : { by: "fixed", replicas: max },
  surge: Math.max(1, Math.ceil(max * SURGE)),
});

const MEMORY_LIMIT_FACTOR = 1.5;

/** What a pod of this size asks for, and where its memory is stopped: above the request, or a peak is a restart. */
export function resourcesOf(size: Pick<ServiceSize, "cpu" | "memory">): Resources {
  return {
    cpu: { request: size.cpu },
    memory: { request: size.memory, limit: memory(bytesOf(size.memory) * MEMORY_LIMIT_FACTOR) },
    scratch: { request: "1Gi", limit: "4Gi" },
  };
}

/** A row that nobody has measured, and that a stack is built on. */
export interface Unmeasured {
  readonly service: Sized;
  readonly profile: Profile;
  readonly strength: Strength;
  readonly source: string;
}

/** What gives way first when learners come. The size of anything else is a matter of a few hundred megabytes. */
const CARRIES_LEARNERS: readonly Sized[] = [
  "lms",
  "cms",
  "lmsWorker",
  "lmsWorkerHigh",
  "lmsWorkerHighMem",
  "cmsWorker",
];

/** Evidence that is good enough to run learners on without a word. */
const GOOD: readonly Strength[] = ["A", "A-", "B"];

/** What a row decides. Whoever says all of it stands on a measurement of their own. */
const DECIDED = ["replicas", "cpu", "memory", "processes"] as const;

/** Rows of these services that rest on less than a vendor's word, unless the settings accept that or say everything themselves. */
export function unmeasured(scale: Scale, services: readonly Sized[]): readonly Unmeasured[] {
  if (scale.acceptUnmeasured) return [];
  return services
    .filter((service) => CARRIES_LEARNERS.includes(service))
    .flatMap((service) => {
      const { strength, source } = ROWS[service][scale.profile];
      const isOwn = DECIDED.every((field) => scale[service][field] !== undefined);
      return isOwn || GOOD.includes(strength) ? [] : [{ service, profile: scale.profile, strength, source }];
    });
}
