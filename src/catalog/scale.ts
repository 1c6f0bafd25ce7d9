import type { Scale, ServiceScale } from "../settings/sections/scale.ts";
import { bytesOf, cpu, memory, millicoresOf } from "../vocabulary/quantity.ts";
import type { Resources, Web } from "../vocabulary/workload.ts";

/** How large one service is in one deployment. */
export interface ServiceSize {
  readonly min: number;
  readonly max: number;
  /** Processes that answer requests in each pod. */
  readonly processes: number;
  readonly cpu: string;
  readonly memory: string;
}

/**
 * Measured at MIT in 2026: a request to the LMS takes 0.105 s of a process and at most 0.08 s of a CPU, and a process
 * grows to 0.9 GiB beside 0.3 GiB that the pod needs anyway. The rows follow from 0.08 requests a second for each learner at
 * once, and a utilisation of 0.3 because service times have a long tail. `medium` reproduces MIT's fleet; `large` is
 * extrapolated, and nobody has measured it.
 */
const LMS: Readonly<Record<Scale["profile"], ServiceSize>> = {
  ci: { min: 1, max: 1, processes: 2, cpu: "250m", memory: "2Gi" },
  small: { min: 2, max: 6, processes: 2, cpu: "500m", memory: "2Gi" },
  medium: { min: 5, max: 28, processes: 2, cpu: "650m", memory: "2Gi" },
  large: { min: 11, max: 70, processes: 4, cpu: "1300m", memory: "4Gi" },
};

export function lmsSize({ profile, lms }: Scale): ServiceSize {
  return sized(LMS[profile], lms);
}

function sized(byProfile: ServiceSize, said: ServiceScale): ServiceSize {
  return {
    min: said.replicas?.min ?? byProfile.min,
    max: said.replicas?.max ?? byProfile.max,
    processes: said.processes ?? byProfile.processes,
    cpu: said.cpu ?? byProfile.cpu,
    memory: said.memory ?? byProfile.memory,
  };
}

/** A quarter of the pods at a time: a large fleet is renewed within the hour, and a small one keeps room on its nodes. */
const SURGE = 0.25;

export const scaled = ({ min, max }: ServiceSize): Pick<Web, "scaling" | "surge"> => ({
  scaling: max > min ? { by: "cpu", min, max, target: 70 } : { by: "fixed", replicas: max },
  surge: Math.max(1, Math.ceil(max * SURGE)),
});

const LIMIT_FACTOR = { cpu: 2, memory: 1.5 };

/** What a pod of this size asks for, and where it is stopped: the limit is above the request, or a peak is a restart. */
export function resourcesOf(size: Pick<ServiceSize, "cpu" | "memory">): Resources {
  return {
    cpu: { request: size.cpu, limit: cpu(millicoresOf(size.cpu) * LIMIT_FACTOR.cpu) },
    memory: { request: size.memory, limit: memory(bytesOf(size.memory) * LIMIT_FACTOR.memory) },
    scratch: { request: "1Gi", limit: "4Gi" },
  };
}
