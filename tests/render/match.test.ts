import { expect, test } from "vitest";
import { matchAcross } from "../../src/render/match.ts";
import type { Resource } from "../../src/render/rendering.ts";

/** The stack of one deployment: a component that is called after it, and a password inside. */
function resourcesOf(stack: string, deployment: string): readonly Resource[] {
  const urn = (type: string, name: string) => `urn:pulumi:${stack}::demo::${type}::${name}`;
  const top = urn("pulumi:pulumi:Stack", `demo-${stack}`);
  const component = urn("demo:Deployment", deployment);
  const resource = (type: string, name: string, at: string, parent: string) =>
    ({ urn: at, type, name, parent, inputs: {} }) as unknown as Resource;
  return [
    resource("pulumi:pulumi:Stack", `demo-${stack}`, top, ""),
    resource("demo:Deployment", deployment, component, top),
    resource(
      "random:RandomPassword",
      `${deployment}-mysql-root`,
      urn("demo:Deployment$random:RandomPassword", `${deployment}-mysql-root`),
      component,
    ),
  ];
}

test("what two stacks call after themselves is matched by the rest of its name", () => {
  const before = resourcesOf("ci", "academy-ci");
  const after = resourcesOf("qa", "academy-qa");
  expect(matchAcross(before, after).map(({ old }) => old)).toEqual(before);
});
