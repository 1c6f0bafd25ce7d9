import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { arboretum, project, repository } from "./project.ts";

const stack = (...lines: string[]) => ["config:", ...lines.map((line) => `  ${line}`), ""].join("\n");
const map = (...lines: string[]) => [...lines, ""].join("\n");
const LAYERS = "arboretum:layers: [deployments/academy.yaml, stages/qa.yaml]";
const EDGE = "arboretum:edge: { domain: qa.academy.example.edu }";

type Case = readonly [what: string, files: Files, messages: readonly (string | RegExp)[]];
type Files = NonNullable<Parameters<typeof project>[0]>;

/** The other stacks of the project would be composed and rendered as well, each time. */
const ALONE: Files = { "Pulumi.ci.yaml": null, "Pulumi.production.yaml": null };
const PRODUCTION: Files = {
  "Pulumi.production.yaml": readFileSync(join(repository, "Pulumi.production.yaml")),
};

const cases: readonly Case[] = [
  [
    "broken YAML in a stack file",
    { "Pulumi.qa.yaml": "config: [" },
    [/^Pulumi\.qa\.yaml:\d+:\d+/m, "not usable YAML"],
  ],
  ["broken YAML in the map", { "release-map.yaml": "deployments: {" }, [/^release-map\.yaml:\d+:\d+/m]],
  ["broken YAML in a layer", { "stages/qa.yaml": "scale: {{" }, [/^stages\/qa\.yaml:\d+:\d+/m]],
  ["broken YAML in the lock", { "images.lock.yaml": "images: [" }, [/^images\.lock\.yaml:\d+:\d+/m]],
  ["broken YAML in Pulumi.yaml", { "Pulumi.yaml": "name: [" }, [/^Pulumi\.yaml:\d+:\d+/m]],
  [
    "an unknown key",
    { "Pulumi.qa.yaml": stack(LAYERS, "arboretum:edge: { domian: qa.example.edu }") },
    ["Pulumi.qa.yaml:3:21  arboretum:edge.domian", 'Did you mean "domain"?'],
  ],
  [
    "a wrong type",
    { "Pulumi.qa.yaml": stack(LAYERS, EDGE, "arboretum:keep: { data: 7 }") },
    ["Pulumi.qa.yaml:4:27  arboretum:keep.data", "Expected true or false"],
  ],
  [
    "an unknown release",
    {
      "release-map.yaml": map(
        "default: academy",
        "deployments:",
        "  academy:",
        "    run: { ci: verawod, qa: verawood, production: verawood }",
      ),
    },
    [/^release-map\.yaml:4:\d+/m, 'Did you mean "verawood"?'],
  ],
  [
    "a stack without a stage",
    { "Pulumi.quality.yaml": stack(LAYERS, EDGE) },
    ["Pulumi.quality.yaml", '"quality" is not a stage of academy.'],
  ],
  ["a missing map", { "release-map.yaml": null }, ["release-map.yaml\n  This file does not exist."]],
  ["an empty stack file", { "Pulumi.qa.yaml": "" }, ["Pulumi.qa.yaml\n  This file is empty."]],
  ["an empty map", { "release-map.yaml": "" }, ["release-map.yaml\n  This file is empty."]],
  [
    "a binary stack file",
    { "Pulumi.qa.yaml": new Uint8Array([0, 1, 2, 255]) },
    ["Pulumi.qa.yaml\n  This is a binary file"],
  ],
  [
    "a binary map",
    { "release-map.yaml": new Uint8Array([137, 80, 78, 71, 0]) },
    ["release-map.yaml\n  This is a binary file"],
  ],
  [
    "a map with a circle of references",
    {
      "release-map.yaml": map(
        "default: academy",
        "shared:",
        "  one: { like: two }",
        "  two: { like: one }",
        "deployments:",
        "  academy: { like: one, run: { ci: verawood, qa: verawood, production: verawood } }",
      ),
    },
    [/^release-map\.yaml:\d+:\d+/m],
  ],
  [
    "a release that cannot be deployed",
    { "release-map.yaml": map("deployments: { academy: { run: { ci: redwood } } }", "default: academy") },
    [/^release-map\.yaml:\d+:\d+ {2}deployments\.academy\.run\.ci$/m, "it does not deploy it"],
  ],
  [
    "two stacks with one host",
    {
      ...PRODUCTION,
      "Pulumi.qa.yaml": stack(LAYERS, "arboretum:edge: { domain: learn.academy.example.edu }"),
    },
    [
      /^Pulumi\.production\.yaml:\d+:\d+ {2}arboretum:edge\.domain$/m,
      'has the host learn.academy.example.edu, and so has lms of the stack "qa" (Pulumi.qa.yaml:',
      "1 problem",
    ],
  ],
];

test.each(cases)("%s gets a message with its place, and nothing is written", async (_, files, messages) => {
  const root = project({ ...ALONE, ...files });
  for (const command of ["preview", "check"]) {
    const { code, out, err } = await arboretum([command], { cwd: root });
    expect(code).toBe(1);
    for (const message of messages) expect(out).toMatch(message);
    expect(out + err).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(err).toBe("");
  }
  expect(existsSync(join(root, "out"))).toBe(false);
});

test("what is wrong in a layer that three stacks share is told once", async () => {
  const root = project({
    "deployments/academy.yaml":
      "site: { nmae: Academy, contact: help@example.edu }\ncluster: { identifier: learning }\n",
  });
  const { out } = await arboretum(["check"], { cwd: root });
  expect(out.match(/"nmae" is not a setting here/g)).toHaveLength(1);
});

test("a thousand deployments are linted within seconds", async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `d${index}`);
  const root = project({
    "release-map.yaml": map(
      "default: academy",
      "deployments:",
      ...["academy", ...names].map(
        (name) => `  ${name}: { run: { ci: verawood, qa: verawood, production: verawood } }`,
      ),
    ),
  });
  const { code, out } = await arboretum(["preview", "qa"], { cwd: root });
  expect(out).toContain("No problems.");
  expect(code).toBe(0);
});
