import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { DjangoService as DjangoServiceModel } from "../../blueprint/model.ts";
import { fewest } from "../../vocabulary/workload.ts";
import { Autoscaler } from "../autoscaling/autoscaler.ts";
import type { Before, Placement, Reveal } from "../placement.ts";
import { registerAccount } from "../pods/account.ts";
import { registerFiles } from "../pods/files.ts";
import { tokens } from "../tokens.ts";
import { budgetArgs, deploymentArgs, rolloutSeconds, serviceArgs } from "./web.ts";

export interface DjangoServiceArgs {
  /** Where its objects live. */
  readonly placement: Placement;
  /** The application: its process, and the files that it mounts. */
  readonly service: DjangoServiceModel;
  /** Looks up the secrets in those files. */
  readonly reveal: Reveal;
  /** What has to exist before its first object: the namespace. Default: nothing. */
  readonly after?: Before;
  /** What has to be ready before a new process replaces an old one: stores, migrations. Default: nothing. */
  readonly uses?: Before;
}

/**
 * A Django application: processes that answer requests. New ones replace the old ones only after what they use is ready;
 * until then the old ones go on with the old image and the old files.
 */
export class DjangoService extends pulumi.ComponentResource {
  /** Name under which other pods of the namespace find it. */
  readonly host: string;
  /** Port on which it answers there. */
  readonly port: number;
  /** Whoever calls the service depends on these. */
  readonly ready: Before;

  constructor(name: string, args: DjangoServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.djangoService, name, {}, opts);
    const { placement, service, reveal } = args;
    const { scaling, pod } = service.web;
    const first = { parent: this, dependsOn: [...(args.after ?? [])] };
    const wait = `${rolloutSeconds(service.web)}s`;

    const account = registerAccount(name, placement, service.name, "web", first);
    const owner = { placement, component: service.name, kind: "web", reveal } as const;
    const files = service.files.map((one) => registerFiles(name, one, owner, first));
    const front = new k8s.core.v1.Service(name, serviceArgs(placement, service.web), first);
    const web = new k8s.apps.v1.Deployment(name, deploymentArgs(placement, service.web, service.files), {
      parent: this,
      dependsOn: [account, ...files, ...(args.uses ?? [])],
      customTimeouts: { create: wait, update: wait },
      ...(scaling.by === "fixed" ? {} : { ignoreChanges: ["spec.replicas"] }),
    });
    if (scaling.by === "cpu") {
      const scaler = { placement, target: service.name, scaling, after: [web] };
      new Autoscaler(`${name}-autoscaler`, scaler, { parent: this });
    }
    // With one replica a budget would only keep its node from being drained.
    if (fewest(scaling) > 1) {
      new k8s.policy.v1.PodDisruptionBudget(`${name}-budget`, budgetArgs(placement, service.web), {
        parent: this,
        dependsOn: [web],
      });
    }
    this.host = service.name;
    this.port = pod.port.number;
    this.ready = [web, front];
    this.registerOutputs({ host: this.host, port: this.port });
  }
}
