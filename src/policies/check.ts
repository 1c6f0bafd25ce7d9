import type { Blueprint } from "../blueprint/model.ts";
import type { Problem } from "../documents/problem.ts";
import type { Rendering } from "../render/rendering.ts";
import type { Rule } from "./rule.ts";
import { accounts } from "./rules/accounts.ts";
import { amazon } from "./rules/amazon.ts";
import { capacity } from "./rules/capacity.ts";
import { containers } from "./rules/containers.ts";
import { edge } from "./rules/edge.ts";
import { engine } from "./rules/engine.ts";
import { images } from "./rules/images.ts";
import { jobRules } from "./rules/jobs.ts";
import { keep } from "./rules/keep.ts";
import { names } from "./rules/names.ts";
import { network } from "./rules/network.ts";
import { podSecurity } from "./rules/podSecurity.ts";
import { scaling } from "./rules/scaling.ts";
import { secrets } from "./rules/secrets.ts";
import { selectors } from "./rules/selectors.ts";
import { volumes } from "./rules/volumes.ts";
import { sceneOf } from "./scene.ts";

/** Everything that must hold for what a stack renders. */
export const rules: readonly Rule[] = [
  ...podSecurity,
  ...containers,
  ...accounts,
  ...images,
  ...secrets,
  ...names,
  ...selectors,
  ...scaling,
  ...volumes,
  ...network,
  ...edge,
  ...jobRules,
  ...keep,
  ...amazon,
  ...engine,
  ...capacity,
];

/** What does not hold, of a rendering in which everything is resolved. */
export function check(rendering: Rendering, blueprint: Blueprint): readonly Problem[] {
  const scene = sceneOf(rendering, blueprint);
  return rules.flatMap((rule) => rule.check(scene));
}
