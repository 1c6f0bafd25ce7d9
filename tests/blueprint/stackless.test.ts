import { expect, test } from "vitest";
import { stacklessProblems } from "../../src/blueprint/stackless.ts";
import { projectOf, stackFile } from "../house.ts";

const MAP = `
default: academy
deployments:
  academy: { run: { qa: verawood, production: ulmo } }
  partner: { run: { production: ulmo } }
`;
const withStacks = (...stacks: readonly string[]) =>
  projectOf(
    Object.fromEntries(stacks.map((stack) => [`Pulumi.${stack}.yaml`, stackFile()])),
    "verawood",
    MAP,
  );

test("a stage that the map runs and that no stack deploys is told, with the file that is missing", () => {
  expect(stacklessProblems(withStacks("qa", "partner.production"))).toMatchObject([
    {
      severity: "warning",
      rule: "stage-without-stack",
      path: "deployments.academy.run.production",
      message: expect.stringContaining("there is no Pulumi.production.yaml"),
    },
  ]);
  expect(stacklessProblems(withStacks("qa", "production"))).toMatchObject([
    { message: expect.stringContaining("there is no Pulumi.partner.production.yaml") },
  ]);
});

test("the default deployment may have its name in front all the same", () => {
  expect(stacklessProblems(withStacks("academy.qa", "production", "partner.production"))).toEqual([]);
});
