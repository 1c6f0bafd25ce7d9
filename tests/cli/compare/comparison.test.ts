import { expect, test } from "vitest";
import { withRevision } from "../../../src/cli/compare/comparison.ts";
import { error, warning } from "../../../src/documents/problem.ts";
import type { Rendering } from "../../../src/render/rendering.ts";
import { resourceWith } from "../../resource.ts";

function rendering(stack: string, ...names: readonly string[]): Rendering {
  const resources = names.map((name) => {
    const type = "kubernetes:core/v1:ConfigMap";
    return resourceWith({
      urn: `urn:pulumi:${stack}::demo::${type}::${name}`,
      type,
      name,
      inputs: { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "home" } },
    });
  });
  return { stack, project: "demo", mode: "preview", resources, outputs: {}, secretOutputs: [], problems: [] };
}

const before = (...renderings: readonly Rendering[]) =>
  new Map(renderings.map((one) => [one.stack, one] as const));

const verdicts = (found: ReturnType<typeof withRevision>) =>
  found.stacks.map(({ stack, changes }) => [
    stack,
    ...changes.map(({ verdict, name }) => `${verdict} ${name}`),
  ]);

test("a stack that the revision does not have is created whole, and one that is gone is deleted whole", () => {
  const found = withRevision([rendering("qa", "a", "b"), rendering("new", "c")], {
    renderings: before(rendering("qa", "a"), rendering("old", "d")),
    problems: [],
  });
  expect(verdicts(found)).toEqual([
    ["qa", "create b"],
    ["new", "create c"],
    ["old", "delete d"],
  ]);
  expect(found.problems).toEqual([]);
});

test("what could not be rendered there is said to be unknown, not to be new", () => {
  const wrong = error("value-invalid", { stack: "qa", message: "At main: This is not allowed here." });
  const found = withRevision([rendering("qa", "a"), rendering("ci", "a")], {
    renderings: before(rendering("ci", "a")),
    problems: [wrong, warning("scale-unmeasured", { message: "At main: Nobody has measured it." })],
  });
  expect(verdicts(found)).toEqual([["ci"]]);
  expect(found.problems.map(({ severity, message }) => [severity, message])).toEqual([
    ["warning", "At main: This is not allowed here."],
    ["warning", "qa cannot be compared: it could not be rendered at the other revision."],
  ]);
});

test("a revision that cannot be rendered at all is an error", () => {
  const wrong = error("revision-unavailable", { message: "git knows no revision." });
  const found = withRevision([rendering("qa", "a")], { renderings: new Map(), problems: [wrong] });
  expect(found).toEqual({ stacks: [], problems: [wrong] });
});
