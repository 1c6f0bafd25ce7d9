import { bytesOf, millicoresOf } from "../../vocabulary/quantity.ts";
import type { Labels } from "../kubernetes.ts";
import { type Rule, rule } from "../rule.ts";
import type { ClusterObject, Pods, Scene } from "../scene.ts";
import { most } from "./scaling.ts";

/** What a quota counts, and what one container adds to it. */
const COUNTED: Readonly<Record<string, (requests: Labels, limits: Labels) => number>> = {
  "requests.cpu": (requests) => millicoresOf(requests.cpu ?? "0"),
  "requests.memory": (requests) => bytesOf(requests.memory ?? "0"),
  // A quota for limits refuses every pod that has none.
  "limits.cpu": (_, limits) => millicoresOf(limits.cpu ?? "Infinity"),
  "limits.memory": (_, limits) => bytesOf(limits.memory ?? "0"),
};

const amountOf = (name: string, quantity: string): number =>
  name.endsWith("cpu") ? millicoresOf(quantity) : bytesOf(quantity);

/** How many of these pods there are at once on the worst day: all replicas, and one more during a rollout. */
const copies = ({ owner }: Pods, scene: Scene): number =>
  most(owner, scene) + (owner.kind === "Deployment" ? 1 : 0);

function needed(name: string, { namespace }: ClusterObject, scene: Scene): number {
  const count = COUNTED[name];
  return scene.pods
    .filter(({ owner }) => owner.namespace === namespace)
    .reduce((total, pods) => {
      if (count === undefined) return total + copies(pods, scene);
      const each = (pods.spec.containers ?? []).map(({ resources }) =>
        count(resources?.requests ?? {}, resources?.limits ?? {}),
      );
      return total + each.reduce((a, b) => a + b, 0) * copies(pods, scene);
    }, 0);
}

const tooLittle = (quota: ClusterObject, scene: Scene): readonly string[] =>
  [...Object.keys(COUNTED), "pods"].filter((name) => {
    const given = quota.spec.hard?.[name];
    if (given === undefined) return name !== "limits.cpu";
    return amountOf(name, given) < needed(name, quota, scene);
  });

export const capacity: readonly Rule[] = [
  rule("quota-enough", {
    why: "A quota that is too small holds up the very update that would mend a bad day.",
    over: (scene) => scene.kind("ResourceQuota"),
    holds: (quota, scene) => tooLittle(quota, scene).length === 0,
    wrong: (quota, scene) =>
      `It has less ${tooLittle(quota, scene).join(", ")} than all pods at their most, a rollout and the Jobs.`,
    remedy: "Raise the quota, or lower what runs at most.",
  }),
];
