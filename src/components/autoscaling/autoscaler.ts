import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Scaling } from "../../vocabulary/workload.ts";
import { type Before, metadata, type Placement } from "../placement.ts";
import { tokens } from "../tokens.ts";

export interface AutoscalerArgs {
  /** Where its objects live. */
  readonly placement: Placement;
  /** Name of the Deployment, and of the component it belongs to. */
  readonly target: string;
  /** What its pods are for; a label. */
  readonly kind: "web" | "worker";
  /** How few and how many, and what it aims at. */
  readonly scaling: Extract<Scaling, { by: "cpu" }>;
  /** What has to exist before: the Deployment. */
  readonly after?: Before;
}

/** Moves the replicas of a Deployment with its load: up within a minute, down only after a long calm. */
export class Autoscaler extends pulumi.ComponentResource {
  constructor(name: string, args: AutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.autoscaler, name, {}, opts);
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(name, autoscalerArgs(args), {
      parent: this,
      dependsOn: [...(args.after ?? [])],
    });
    this.registerOutputs({});
  }
}

export function autoscalerArgs({
  placement,
  target,
  kind,
  scaling,
}: AutoscalerArgs): k8s.autoscaling.v2.HorizontalPodAutoscalerArgs {
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
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: "Max",
          policies: [
            { type: "Percent", value: 50, periodSeconds: 60 },
            { type: "Pods", value: 2, periodSeconds: 60 },
          ],
        },
        // A cold pod needs four minutes for its image. A class that pauses must not find half of the pods gone.
        scaleDown: {
          stabilizationWindowSeconds: 1500,
          policies: [{ type: "Percent", value: 10, periodSeconds: 60 }],
        },
      },
    },
  };
}
