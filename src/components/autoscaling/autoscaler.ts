import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Files } from "../../vocabulary/content.ts";
import type { Scaling } from "../../vocabulary/workload.ts";
import { customKinds } from "../custom/kinds.ts";
import { registerCustom } from "../custom/resource.ts";
import { type Before, metadata, type Placement } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { behavior, CALM_SECONDS } from "./behavior.ts";
import { authenticationSpec, scaledObjectSpec } from "./queue.ts";

export interface AutoscalerArgs {
  /** Where its objects live. */
  readonly placement: Placement;
  /** Name of the Deployment, and of the component it belongs to. */
  readonly target: string;
  /** What its pods are for; a label. */
  readonly kind: "web" | "worker";
  /** How few and how many, and what it aims at. */
  readonly scaling: Exclude<Scaling, { by: "fixed" }>;
  /** The files that its scaling names: a broker wants to be asked with its password. Default: none. */
  readonly files?: readonly Files[];
  /** What has to exist before: the Deployment. */
  readonly after?: Before;
}

/** Moves the replicas of a Deployment with its load: up within a minute, down only after a long calm. */
export class Autoscaler extends pulumi.ComponentResource {
  constructor(name: string, args: AutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.autoscaler, name, {}, opts);
    const within = { parent: this, dependsOn: [...(args.after ?? [])] };
    const { scaling } = args;
    if (scaling.by === "cpu") {
      new k8s.autoscaling.v2.HorizontalPodAutoscaler(name, autoscalerArgs({ ...args, scaling }), within);
    } else {
      const object = metadata(args.placement, args.target, args.kind);
      const login = registerCustom(
        `${name}-login`,
        customKinds.triggerAuthentication,
        object,
        authenticationSpec(scaling, args.files ?? []),
        within,
      );
      registerCustom(name, customKinds.scaledObject, object, scaledObjectSpec(args.target, scaling), {
        parent: this,
        dependsOn: [login],
      });
    }
    this.registerOutputs({});
  }
}

function autoscalerArgs({
  placement,
  target,
  kind,
  scaling,
}: AutoscalerArgs & {
  readonly scaling: Extract<Scaling, { by: "cpu" }>;
}): k8s.autoscaling.v2.HorizontalPodAutoscalerArgs {
  return {
    metadata: metadata(placement, target, kind),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target },
      minReplicas: scaling.min,
      maxReplicas: scaling.max,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: scaling.target } },
        },
      ],
      behavior: behavior(CALM_SECONDS),
    },
  };
}
