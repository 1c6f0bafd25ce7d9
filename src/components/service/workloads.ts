import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Charted } from "../../vocabulary/charted.ts";
import type { Files } from "../../vocabulary/content.ts";
import type { Volume } from "../../vocabulary/store.ts";
import { fewest, kindOfProcess, type Schedule, type Web, type Worker } from "../../vocabulary/workload.ts";
import { Autoscaler } from "../autoscaling/autoscaler.ts";
import { type Before, childName, type Placement, type Reveal } from "../placement.ts";
import { registerAccount } from "../pods/account.ts";
import { budgetArgs } from "../pods/budget.ts";
import { registerFiles } from "../pods/files.ts";
import { registerVolume } from "../pods/volume.ts";
import { cronJobArgs } from "./cronJob.ts";
import { deploymentArgs, rolloutSeconds, serviceArgs } from "./deployment.ts";

/** What a component registers of an application. What is left out is none. */
export interface Running {
  /** Name of the application; what it runs is called after it. */
  readonly name: string;
  /** What answers requests. */
  readonly web?: Web;
  /** What a chart runs of it. */
  readonly chart?: Charted;
  /** What takes its work from a queue. */
  readonly workers?: readonly Worker[];
  /** What runs at times of a calendar. */
  readonly schedules?: readonly Schedule[];
  /** What the processes mount. */
  readonly files?: readonly Files[];
  /** Disks that all of them share. */
  readonly volumes?: readonly Volume[];
}

export interface ServiceArgs {
  /** Where its objects live. */
  readonly placement: Placement;
  /** The application: its processes, and the files that they mount. */
  readonly service: Running;
  /** Looks up the secrets in those files. */
  readonly reveal: Reveal;
  /** What has to exist before its first object: the namespace. Default: nothing. */
  readonly after?: Before;
  /** What has to be ready before a new process replaces an old one: stores, migrations. Default: nothing. */
  readonly uses?: Before;
}

/** What all objects of a service are registered with. */
interface Workshop extends ServiceArgs {
  readonly mounted: readonly Files[];
  readonly parent: pulumi.ComponentResource;
  readonly name: string;
  /** Options of what exists before the first process. */
  readonly first: pulumi.CustomResourceOptions;
  readonly files: Before;
}

/** Registers what an application runs, under `parent`. Whoever calls it depends on what comes back. */
export function registerService(parent: pulumi.ComponentResource, name: string, args: ServiceArgs): Before {
  const { placement, service, reveal } = args;
  const mounted = service.files ?? [];
  const first = { parent, dependsOn: [...(args.after ?? [])] };
  const owner = { placement, component: service.name, kind: service.web ? "web" : "worker", reveal } as const;
  const files = [
    ...mounted.map((one) => registerFiles(name, one, owner, first)),
    ...(service.volumes ?? []).map((volume) => registerVolume(name, volume, owner, first)),
  ];
  const workshop = { ...args, parent, name, first, files, mounted };
  const ready = service.web ? registerProcess(workshop, service.web) : [];
  for (const worker of service.workers ?? []) registerProcess(workshop, worker);
  for (const schedule of service.schedules ?? []) registerSchedule(workshop, schedule);
  return ready;
}

/** A process with all that belongs to it; what answers requests has a Service beside it. */
function registerProcess(workshop: Workshop, process: Web | Worker): Before {
  const { placement, service, first, mounted } = workshop;
  const name = childName(workshop.name, service.name, process.name);
  const account = registerAccount(name, placement, process.name, kindOfProcess(process), first);
  const front =
    "evictable" in process ? [] : [new k8s.core.v1.Service(name, serviceArgs(placement, process), first)];
  const deployment = new k8s.apps.v1.Deployment(
    name,
    deploymentArgs(placement, process, mounted),
    processOptions(workshop, process, account),
  );
  registerScale(workshop, name, process, deployment);
  registerBudget(workshop, name, process, deployment);
  return [deployment, ...front];
}

function registerSchedule(workshop: Workshop, schedule: Schedule): void {
  const { parent, placement, service, first, files, mounted, uses } = workshop;
  const name = childName(workshop.name, service.name, schedule.name);
  const account = registerAccount(name, placement, schedule.name, "job", first);
  new k8s.batch.v1.CronJob(name, cronJobArgs(placement, schedule, mounted), {
    parent,
    dependsOn: [account, ...files, ...(uses ?? [])],
  });
}

function processOptions(
  { parent, files, uses }: Workshop,
  process: Web | Worker,
  account: pulumi.Resource,
): pulumi.CustomResourceOptions {
  const wait = `${rolloutSeconds(process)}s`;
  return {
    parent,
    dependsOn: [account, ...files, ...(uses ?? [])],
    customTimeouts: { create: wait, update: wait },
    ...(process.scaling.by === "fixed" ? {} : { ignoreChanges: ["spec.replicas"] }),
  };
}

function registerScale(
  { parent, placement, files, mounted }: Workshop,
  name: string,
  process: Web | Worker,
  deployment: pulumi.Resource,
): void {
  const { name: target, scaling } = process;
  if (scaling.by === "fixed") return;
  const kind = kindOfProcess(process);
  const scaler = { placement, target, kind, scaling, files: mounted, after: [deployment, ...files] };
  new Autoscaler(`${name}-autoscaler`, scaler, { parent });
}

function registerBudget(
  { parent, placement }: Workshop,
  name: string,
  process: Web | Worker,
  deployment: pulumi.Resource,
): void {
  // With one replica a budget would only keep its node from being drained.
  if (fewest(process.scaling) <= 1) return;
  new k8s.policy.v1.PodDisruptionBudget(
    `${name}-budget`,
    budgetArgs(placement, process.name, kindOfProcess(process)),
    {
      parent,
      dependsOn: [deployment],
    },
  );
}
