import type * as k8s from "@pulumi/kubernetes";
import type { PodKind } from "../../vocabulary/workload.ts";
import { metadata, type Placement, selector } from "../placement.ts";

/** A node may be drained while no more than one of the pods is missing. */
export const budgetArgs = (
  placement: Placement,
  component: string,
  kind: PodKind,
): k8s.policy.v1.PodDisruptionBudgetArgs => ({
  metadata: metadata(placement, component, kind),
  spec: {
    maxUnavailable: 1,
    // A pod that is broken anyway must not keep a node from being drained.
    unhealthyPodEvictionPolicy: "AlwaysAllow",
    selector: { matchLabels: selector(component) },
  },
});
