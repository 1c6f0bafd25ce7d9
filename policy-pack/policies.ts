import type { ReportViolation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { rules } from "../src/policies/check.ts";
import type { Rule } from "../src/policies/rule.ts";
import { identity, type Scene, sceneOf } from "../src/policies/scene.ts";
import type { Resource } from "../src/render/rendering.ts";
import { blueprintOf, partsOf } from "./project.ts";
import { ALONE, UNTOLD } from "./reach.ts";
import { resourceOf } from "./resource.ts";
import { remembering } from "./secrets.ts";

/** Some resources of a stack, as the rules look at them. */
function sceneFor(resources: readonly Resource[]): Scene {
  const [first] = resources;
  if (first === undefined) throw new Error("a stack has at least itself");
  const rendering = {
    ...partsOf(first.urn),
    mode: "resolved",
    resources,
    outputs: {},
    secretOutputs: [],
    problems: [],
  } as const;
  return sceneOf(rendering, blueprintOf(first.urn));
}

/** Says to the engine what does not hold, and of which resource. */
function judge(rule: Rule, scene: Scene, report: ReportViolation): void {
  const urns = new Map(scene.objects.map((object) => [identity(object), object.resource.urn]));
  for (const { path = "", message, remedy } of rule.check(scene)) {
    report([`${path}: ${message}`, remedy].filter(Boolean).join("\n"), urns.get(path) ?? path);
  }
}

const aloneOf = (rule: Rule): ResourceValidationPolicy => ({
  name: rule.id,
  description: rule.why,
  validateResource: (told, report) => judge(rule, sceneFor([resourceOf(told)]), report),
});

const togetherOf = (rule: Rule): StackValidationPolicy => ({
  name: rule.id,
  description: rule.why,
  validateStack: ({ resources }, report) => judge(rule, sceneFor(resources.map(resourceOf)), report),
});

/** Every rule of `arboretum check` that the engine tells enough for. */
export const policies: readonly (ResourceValidationPolicy | StackValidationPolicy)[] = [
  remembering,
  ...rules
    .filter(({ id }) => !(id in UNTOLD))
    .map((rule) => (ALONE.has(rule.id) ? aloneOf(rule) : togetherOf(rule))),
];
