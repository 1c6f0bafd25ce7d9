import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { DjangoService } from "../../blueprint/model.ts";
import type { Job } from "../../vocabulary/workload.ts";
import type { Placement, Reveal } from "../placement.ts";
import { registerAccount } from "../pods/account.ts";
import { childName, registerFiles } from "../pods/files.ts";
import { jobArgs, jobOptions } from "../pods/job.ts";

export interface ServiceJobsArgs {
  readonly placement: Placement;
  /** The application: its process, its Jobs, its files. */
  readonly service: DjangoService;
  /** Looks up the secrets in its files. */
  readonly reveal: Reveal;
  /** What has to be ready before its first Job: the stores that it uses. Default: nothing. */
  readonly uses?: readonly pulumi.Resource[];
}

/** Registers the Jobs of a service, each after the one before: two migrations of one database at once would be its end. */
export function registerJobs(
  name: string,
  { placement, service, reveal, uses }: ServiceJobsArgs,
  first: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const component = service.jobs[0]?.component;
  if (component === undefined) return uses ?? [];
  const account = registerAccount(`${name}-jobs`, placement, component, "job", first);
  const owner = { placement, component, kind: "job", reveal } as const;
  const files = service.jobFiles.map((one) => registerFiles(`${name}-jobs`, one, owner, first));
  const run = (before: readonly pulumi.Resource[], job: Job) => [
    new k8s.batch.v1.Job(
      childName(name, job.name),
      jobArgs(job, placement, service.jobFiles),
      jobOptions(job, { ...first, dependsOn: [...before] }),
    ),
  ];
  return service.jobs.reduce<readonly pulumi.Resource[]>(run, [account, ...files, ...(uses ?? [])]);
}
