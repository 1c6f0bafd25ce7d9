import { expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { unsentProblems } from "../../src/blueprint/unsent.ts";
import { isError } from "../../src/documents/problem.ts";
import { projectOf, stackFile } from "../house.ts";

function said(stack: string, ...lines: readonly string[]) {
  const project = projectOf({ [`Pulumi.${stack}.yaml`]: stackFile(...lines) });
  const composition = compose(project, stack);
  expect(composition.problems.filter(isError)).toEqual([]);
  return unsentProblems(project, composition);
}

test("production in which newcomers are to confirm a mail that never leaves is told, with the line to write", () => {
  expect(said("production")).toMatchObject([
    {
      severity: "warning",
      rule: "mail-unsent",
      stack: "production",
      place: { file: "Pulumi.production.yaml" },
      remedy: expect.stringContaining("arboretum:mail: { host: <server>, port: 587, from: <sender> }"),
    },
  ]);
});

test.each([
  ["an earlier stage", "qa", []],
  [
    "a server of mail",
    "production",
    ["mail: { host: smtp.example.edu, port: 587, from: learn@example.edu }"],
  ],
  ["accounts that work at once", "production", ["accounts: { activation: none }"]],
  ["nobody who registers", "production", ["accounts: { registration: closed }"]],
])("%s is no reason to", (_, stack, lines) => {
  expect(said(stack, ...lines)).toEqual([]);
});
