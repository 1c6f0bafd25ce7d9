import { demand } from "../blueprint/capacity.ts";
import type { Blueprint } from "../blueprint/model.ts";
import { isError } from "../documents/problem.ts";
import { isApplied } from "../render/levels.ts";
import type { Rendering } from "../render/rendering.ts";
import { kindOf } from "../vocabulary/resourceType.ts";
import type { Rendered } from "./rendered.ts";

/** As few as ever, and as many as ever. */
export interface Range {
  readonly lowest: number;
  readonly highest: number;
}

/** One stack in numbers. Those that follow from rendering are absent where it could not be rendered. */
export interface Summary {
  readonly stack: string;
  readonly release?: string;
  /** What runs pods: Deployments, StatefulSets, DaemonSets, Jobs and CronJobs. */
  readonly workloads?: number;
  /** Everything that is applied to the cluster, workloads and charts included. */
  readonly objects?: number;
  /** What only Helm knows the content of. */
  readonly charts?: number;
  /** Pods of what runs for long, without Jobs. */
  readonly replicas?: Range;
  /** Requested processors in thousandths, without Jobs. */
  readonly cpu?: Range;
  /** Requested bytes, without Jobs. */
  readonly memory?: Range;
  readonly errors: number;
  readonly warnings: number;
}

export function summaryOf({ composition, rendering, problems }: Rendered): Summary {
  const { stack, resolution, blueprint } = composition;
  const errors = problems.filter(isError).length;
  return {
    stack,
    ...(resolution ? { release: resolution.release.name } : {}),
    ...(rendering ? countsOf(rendering) : {}),
    ...(rendering && blueprint ? demandOf(blueprint) : {}),
    errors,
    warnings: problems.length - errors,
  };
}

const RUNS_PODS = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]);

function countsOf({ resources }: Rendering): Pick<Summary, "workloads" | "objects" | "charts"> {
  const kinds = resources.filter(isApplied).map(kindOf);
  return {
    workloads: kinds.filter((kind) => RUNS_PODS.has(kind)).length,
    objects: kinds.length,
    charts: kinds.filter((kind) => kind === "Release").length,
  };
}

function demandOf(blueprint: Blueprint): Pick<Summary, "replicas" | "cpu" | "memory"> {
  if (blueprint.kind === "platform") return {};
  const { services, stores } = blueprint;
  const lowest = demand(services, stores, "lowest");
  const highest = demand(services, stores, "highest");
  return {
    replicas: { lowest: lowest.pods, highest: highest.pods },
    cpu: { lowest: lowest.cpu, highest: highest.cpu },
    memory: { lowest: lowest.memory, highest: highest.memory },
  };
}
