import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { encryptedIn } from "../../src/settings/encrypted.ts";
import { rememberingReader } from "../../src/settings/layers.ts";
import { loadSettings } from "../../src/settings/load.ts";
import { stacksIn } from "../../src/settings/stacks.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = rememberingReader(root);
const stages = ["ci", "qa", "production"];

const load = (stack: string) => loadSettings(root, stack, read);
const settingsOf = (stack: string) => {
  const loaded = load(stack);
  return loaded.kind === "deployment" ? loaded.settings : undefined;
};

describe("the stacks that come with the project", () => {
  test.each(["platform", ...stages])("%s is right", (stack) => {
    const { problems, settings } = load(stack);
    expect(problems).toEqual([]);
    expect(settings).toBeDefined();
  });

  test("need no secret, so that they compose anywhere", () => {
    for (const stack of stages) expect(encryptedIn(settingsOf(stack))).toEqual([]);
  });

  test("share no host", () => {
    const hosts = stages.flatMap((stack) => {
      const edge = settingsOf(stack)?.edge;
      return [edge?.domain, edge?.studio, edge?.apps, edge?.search];
    });
    expect(new Set(hosts).size).toBe(stages.length * 4);
  });

  test("name the cluster that the platform stack looks after", () => {
    const platform = load("platform");
    for (const stack of stages) {
      expect(settingsOf(stack)?.cluster.identifier).toBe(platform.settings?.cluster.identifier);
    }
  });

  test("want a platform stack before them everywhere but in ci, which runs on a bare cluster", () => {
    expect(stages.map((stack) => settingsOf(stack)?.cluster.platform)).toEqual([
      "none",
      "platform",
      "platform",
    ]);
  });

  test("keep what they hold everywhere but in ci", () => {
    const keeps = (kept: boolean) => ({ data: kept, namespaces: kept, secrets: kept });
    expect(stages.map((stack) => settingsOf(stack)?.keep)).toEqual([keeps(false), keeps(true), keeps(true)]);
  });

  test("point editors at the schema of their kind", () => {
    for (const stack of stacksIn(root)) {
      const [first] = readFileSync(`${root}/Pulumi.${stack}.yaml`, "utf8").split("\n");
      const schema = stack.startsWith("platform") ? "platform" : "stack";
      expect(first).toBe(`# yaml-language-server: $schema=./docs/schema/${schema}.json`);
    }
  });

  test("are offered where somebody misspells one", () => {
    expect(load("prodution").problems).toMatchObject([
      { rule: "stack-missing", place: { file: "Pulumi.prodution.yaml" }, stack: "prodution" },
    ]);
    expect(load("prodution").problems[0]?.message).toContain('Did you mean "production"?');
  });
});
