import type { Rendering, Values } from "../../src/render/rendering.ts";
import type { Tempo } from "../plan.ts";
import { compression } from "./day.ts";

/** What Kubernetes does every fifteen seconds happens every second: it cannot happen more often. */
export const drillTempo: Partial<Tempo> = { autoscalerPeriod: 1, autoscalerWarmUp: 1 };

interface Policy {
  readonly type: string;
  readonly value: number;
  readonly periodSeconds: number;
}

interface Rule {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly Policy[];
}

/**
 * The same rendering with autoscalers that live as fast as the day passes. A time shorter than a second becomes one, and what it allows
 * stays the same: the drill's autoscalers are slower than real ones, never faster.
 */
export function compressed(rendering: Rendering, seconds: number): Rendering {
  const factor = compression(seconds);
  const shorter = (time: number): number => (time === 0 ? 0 : Math.max(1, Math.round(time / factor)));
  const ruleOf = (rule: Rule): Rule => ({
    ...rule,
    ...(rule.stabilizationWindowSeconds === undefined
      ? {}
      : { stabilizationWindowSeconds: shorter(rule.stabilizationWindowSeconds) }),
    ...(rule.policies === undefined
      ? {}
      : {
          policies: rule.policies.map((policy) => ({
            ...policy,
            periodSeconds: shorter(policy.periodSeconds),
          })),
        }),
  });
  return {
    ...rendering,
    resources: rendering.resources.map((resource) => {
      if (!resource.type.endsWith(":HorizontalPodAutoscaler")) return resource;
      const spec = resource.inputs.spec as Values;
      const behavior = Object.fromEntries(
        Object.entries((spec.behavior ?? {}) as Readonly<Record<string, Rule>>).map(([way, rule]) => [
          way,
          ruleOf(rule),
        ]),
      ) as unknown as Values;
      return { ...resource, inputs: { ...resource.inputs, spec: { ...spec, behavior } } };
    }),
  };
}
