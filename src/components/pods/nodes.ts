import type * as k8s from "@pulumi/kubernetes";
import type { NodePool } from "../../vocabulary/workload.ts";

type PodSpec = k8s.types.input.core.v1.PodSpec;

/** What sends pods to a pool of nodes. */
export function towards({
  labels,
  required,
  tolerations,
}: NodePool): Pick<PodSpec, "affinity" | "tolerations"> {
  // Sorted: the order in which somebody wrote labels must not roll a pod.
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const term = {
    matchExpressions: sorted.map(([key, value]) => ({ key, operator: "In", values: [value] })),
  };
  const nodeAffinity = required
    ? { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: term }] };
  return {
    affinity: { nodeAffinity },
    ...(tolerations.length > 0 ? { tolerations: tolerations.map(toleration) } : {}),
  };
}

const toleration = ({ key, value, effect }: NodePool["tolerations"][number]) => ({
  key,
  operator: value === undefined ? "Exists" : "Equal",
  ...(value === undefined ? {} : { value }),
  ...(effect === undefined ? {} : { effect }),
});
