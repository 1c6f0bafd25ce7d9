import type * as k8s from "@pulumi/kubernetes";
import { SANDBOX_USER } from "../../vocabulary/labels.ts";
import { selector } from "../placement.ts";

type PodAffinityTerm = k8s.types.input.core.v1.PodAffinityTerm;

const HOST = "kubernetes.io/hostname";

/**
 * The kernel counts the processes of a user over all pods of a node: two sandboxes of one user would take each other's. Those of
 * an update that is under way may stand beside the old ones, or it would never end where each node has one.
 */
export const apartBySandbox = (component: string, namespace: string, user: number): PodAffinityTerm[] => [
  {
    topologyKey: HOST,
    labelSelector: { matchLabels: selector(component) },
    matchLabelKeys: ["pod-template-hash"],
  },
  {
    topologyKey: HOST,
    labelSelector: { matchLabels: sandboxLabels(user) },
    namespaceSelector: {
      matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: [namespace] }],
    },
  },
];

/** What other sandboxes know one by. */
export const sandboxLabels = (user: number): Record<string, string> => ({ [SANDBOX_USER]: String(user) });
