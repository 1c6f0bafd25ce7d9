import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Autoscaler } from "../autoscaling/autoscaler.ts";
import { registerAccount } from "../pods/account.ts";
import { registerFiles } from "../pods/files.ts";
import { tokens } from "../tokens.ts";
import { registerJobs, type ServiceJobsArgs } from "./jobs.ts";
import { budgetArgs, deploymentArgs, serviceArgs } from "./web.ts";

export interface DjangoServiceArgs extends ServiceJobsArgs {
  /** What has to exist before its first object: the namespace. Default: nothing. */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * A Django application: its databases are migrated, step by step, and only then do new processes replace the old ones.
 *
 * While a migration runs, the old processes go on with the old image and the old files. If it fails, nothing after it has
 * happened, and the next update tries again.
 */
export class DjangoService extends pulumi.ComponentResource {
  /** Whoever calls the service depends on these. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: DjangoServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.djangoService, name, {}, opts);
    const { placement, service, reveal } = args;
    const { scaling } = service.web;
    const autoscaled = scaling.max > scaling.min;
    const first = { parent: this, dependsOn: [...(args.after ?? [])] };

    const account = registerAccount(name, placement, service.name, "web", first);
    const owner = { placement, component: service.name, kind: "web", reveal } as const;
    const files = service.files.map((one) => registerFiles(name, one, owner, first));
    const front = new k8s.core.v1.Service(name, serviceArgs(placement, service.web), first);
    const migrated = registerJobs(name, args, first);
    const web = new k8s.apps.v1.Deployment(name, deploymentArgs(placement, service), {
      parent: this,
      dependsOn: [account, ...files, ...migrated],
      customTimeouts: { create: "20m", update: "20m" },
      ...(autoscaled ? { ignoreChanges: ["spec.replicas"] } : {}),
    });
    if (autoscaled) {
      const scaler = { placement, target: service.name, scaling, after: [web] };
      new Autoscaler(`${name}-autoscaler`, scaler, { parent: this });
    }
    // With one replica a budget would only keep its node from being drained.
    if (scaling.min > 1) {
      new k8s.policy.v1.PodDisruptionBudget(`${name}-budget`, budgetArgs(placement, service.web), {
        parent: this,
        dependsOn: [web],
      });
    }
    this.ready = [web, front];
    this.registerOutputs({});
  }
}
