import { selects } from "../kubernetes.ts";
import { type Rule, rule } from "../rule.ts";
import type { ClusterObject, Pods, Scene } from "../scene.ts";
import { chosen } from "./selectors.ts";

/** Autoscalers by processor, and those that count what waits. */
const scalers = (scene: Scene) => [...scene.kind("HorizontalPodAutoscaler"), ...scene.kind("ScaledObject")];

const lowest = ({ spec }: ClusterObject) => spec.minReplicas ?? spec.minReplicaCount;
const highest = ({ spec }: ClusterObject) => spec.maxReplicas ?? spec.maxReplicaCount;

const targetOf = ({ namespace, spec: { scaleTargetRef: target } }: ClusterObject, scene: Scene) =>
  scene.find(target?.kind ?? "", namespace, target?.name ?? "");

const scalerOf = (workload: ClusterObject, scene: Scene) =>
  scalers(scene).find((scaler) => targetOf(scaler, scene) === workload);

function bound(
  workload: ClusterObject,
  scene: Scene,
  of: (scaler: ClusterObject) => number | undefined,
): number {
  const scaler = scalerOf(workload, scene);
  return (scaler && of(scaler)) ?? workload.spec.replicas ?? 1;
}

/** How few replicas of a workload ever run. */
export const fewest = (workload: ClusterObject, scene: Scene): number => bound(workload, scene, lowest);

/** How many replicas of a workload ever run. */
export const most = (workload: ClusterObject, scene: Scene): number => bound(workload, scene, highest);

const budgeted = (budget: ClusterObject, scene: Scene): readonly Pods[] =>
  chosen(budget.spec.selector?.matchLabels, budget, scene);

/** Pods that an operator makes: as many as its resource has members. */
function isForMembers(budget: ClusterObject, { operated }: Scene): boolean {
  const found = operated.filter(
    ({ owner, labels }) =>
      owner.namespace === budget.namespace && selects(budget.spec.selector?.matchLabels, labels),
  );
  return found.length === 1 && found.every(({ owner: { spec } }) => Number((spec as Members).members) >= 2);
}

interface Members {
  readonly members?: number;
}

const allowsNothing = ({ spec }: ClusterObject) =>
  spec.maxUnavailable === 0 || spec.maxUnavailable === "0%" || spec.minAvailable !== undefined;

export const scaling: readonly Rule[] = [
  rule("autoscaler-target", {
    why: "An autoscaler without a target does nothing, and says so only in its status.",
    over: scalers,
    holds: (scaler, scene) => targetOf(scaler, scene) !== undefined,
    wrong: ({ spec }) => `There is no ${spec.scaleTargetRef?.kind} "${spec.scaleTargetRef?.name}".`,
    remedy: "Name a workload of this stack.",
  }),
  rule("autoscaler-range", {
    why: "One that cannot move only costs attention, and one below two cannot survive a node.",
    over: scalers,
    holds: (scaler) => (highest(scaler) ?? 0) > (lowest(scaler) ?? 1),
    wrong: (scaler) => `It moves between ${lowest(scaler)} and ${highest(scaler)} replicas.`,
    remedy: "Allow more replicas at most than at least, or leave it out.",
  }),
  rule("autoscaler-owns-replicas", {
    why: "An update that sets the replicas undoes the last decision of the autoscaler, on the worst day.",
    over: scalers,
    holds: (scaler, scene) => {
      const target = targetOf(scaler, scene);
      return (
        target === undefined ||
        target.spec.replicas === undefined ||
        (target.spec.replicas === lowest(scaler) &&
          target.resource.options.ignoreChanges.includes("spec.replicas"))
      );
    },
    wrong: ({ spec }) => `Updates set the replicas of ${spec.scaleTargetRef?.name} as well.`,
    remedy: 'Start the target with its minimum, and ignore changes of "spec.replicas".',
  }),
  rule("budget-pods", {
    why: "A budget for one pod lets no node be drained, and one for none protects nothing.",
    over: (scene) => scene.kind("PodDisruptionBudget"),
    holds: (budget, scene) => {
      const pods = budgeted(budget, scene);
      if (pods.length === 0) return isForMembers(budget, scene);
      return pods.length === 1 && pods.every(({ owner }) => fewest(owner, scene) >= 2);
    },
    wrong: "It is not for the pods of one workload that always has two.",
    remedy: "Select one workload with at least two replicas, or leave the budget out.",
  }),
  rule("budget-allows", {
    why: "A budget that allows nothing, or waits for broken pods, holds up every drain of a node.",
    over: (scene) => scene.kind("PodDisruptionBudget"),
    holds: (budget) => !allowsNothing(budget) && budget.spec.unhealthyPodEvictionPolicy === "AlwaysAllow",
    wrong: "It may hold up the drain of a node for ever.",
    remedy: "Set maxUnavailable: 1 and unhealthyPodEvictionPolicy: AlwaysAllow.",
  }),
  rule("budget-present", {
    why: "Without a budget a drain may take all replicas at once.",
    over: (scene) => scene.pods.filter(({ owner }) => /^(?:Deployment|StatefulSet)$/.test(owner.kind)),
    holds: (pods, scene) =>
      fewest(pods.owner, scene) < 2 ||
      scene.kind("PodDisruptionBudget").some((budget) => budgeted(budget, scene).includes(pods)),
    wrong: "It always has two replicas or more, and no disruption budget.",
    remedy: "Register a PodDisruptionBudget with maxUnavailable: 1.",
  }),
];
