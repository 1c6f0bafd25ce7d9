import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { DjangoService as DjangoServiceModel } from "../../blueprint/model.ts";
import type { Job } from "../../vocabulary/workload.ts";
import { Autoscaler } from "../autoscaling/autoscaler.ts";
import type { Placement, Reveal } from "../placement.ts";
import { registerAccount } from "../pods/account.ts";
import { registerFiles } from "../pods/files.ts";
import { jobArgs, jobOptions } from "../pods/job.ts";
import { tokens } from "../tokens.ts";
import { budgetArgs, deploymentArgs, serviceArgs } from "./web.ts";

export interface DjangoServiceArgs {
  readonly placement: Placement;
  /** The application: its process, its Jobs, its files. */
  readonly service: DjangoServiceModel;
  /** Looks up the secrets in its files. */
  readonly reveal: Reveal;
  /** What has to be ready before its first Job: the stores that it uses. */
  readonly after?: readonly pulumi.Resource[];
}

/** A Django application: its databases are migrated, step by step, and only then do new processes replace the old ones. */
export class DjangoService extends pulumi.ComponentResource {
  /** Whoever calls the service depends on these. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: DjangoServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.djangoService, name, {}, opts);
    const { placement, service } = args;
    const prepared = this.runJobs(name, args);
    const files = this.files(name, args, "web");
    const account = registerAccount(name, placement, service.name, "web", {
      parent: this,
      dependsOn: [...(args.after ?? [])],
    });
    const autoscaled = service.web.scaling.max > service.web.scaling.min;
    const web = new k8s.apps.v1.Deployment(name, deploymentArgs(placement, service), {
      parent: this,
      dependsOn: [account, ...files, ...prepared],
      customTimeouts: { create: "20m", update: "20m" },
      ...(autoscaled ? { ignoreChanges: ["spec.replicas"] } : {}),
    });
    const front = new k8s.core.v1.Service(name, serviceArgs(placement, service.web), {
      parent: this,
      dependsOn: [...(args.after ?? [])],
    });
    const { scaling } = service.web;
    if (autoscaled) {
      new Autoscaler(
        `${name}-autoscaler`,
        { placement, target: service.name, scaling, after: [web] },
        { parent: this },
      );
    }
    if (scaling.min > 1) {
      new k8s.policy.v1.PodDisruptionBudget(`${name}-budget`, budgetArgs(placement, service.web), {
        parent: this,
        dependsOn: [web],
      });
    }
    this.ready = [web, front];
    this.registerOutputs({});
  }

  /** One Job after the other: two migrations of one database at once would be the end of it. */
  private runJobs(name: string, args: DjangoServiceArgs): readonly pulumi.Resource[] {
    const first = args.service.jobs[0];
    if (first === undefined) return args.after ?? [];
    const account = registerAccount(`${name}-jobs`, args.placement, first.component, "job", {
      parent: this,
      dependsOn: [...(args.after ?? [])],
    });
    const files = this.files(`${name}-jobs`, args, "job");
    const chain = (before: readonly pulumi.Resource[], job: Job) => [
      new k8s.batch.v1.Job(
        childName(name, job.name),
        jobArgs(job, args.placement, args.service.jobFiles),
        jobOptions(job, { parent: this, dependsOn: [...before] }),
      ),
    ];
    return args.service.jobs.reduce(chain, [account, ...files, ...(args.after ?? [])]);
  }

  private files(name: string, { placement, service, reveal, after }: DjangoServiceArgs, kind: "web" | "job") {
    const component = kind === "web" ? service.name : (service.jobs[0]?.component ?? service.name);
    const owner = { placement, component, kind, reveal };
    return (kind === "web" ? service.files : service.jobFiles).map((one) =>
      registerFiles(`${name}-${one.name.replace(`${service.name}-`, "")}`, one, owner, {
        parent: this,
        dependsOn: [...(after ?? [])],
      }),
    );
  }
}

/** `lms` and `lms-migrate` make `lms-migrate`: children are called after their component, once. */
const childName = (component: string, child: string): string =>
  child.startsWith(`${component}-`) ? child : `${component}-${child}`;
