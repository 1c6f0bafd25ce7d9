import { describe, expect, test } from "vitest";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { contentHash, files, text, yaml } from "../../src/vocabulary/content.ts";
import { secret } from "../../src/vocabulary/late.ts";
import { composed, deploymentOf, rendered } from "../house.ts";

const always = () => "1";

describe("the hash of a file", () => {
  test("does not depend on the order of keys, and does on the order of a list", () => {
    expect(contentHash({ a: 1, b: { c: 2, d: 3 } })).toBe(contentHash({ b: { d: 3, c: 2 }, a: 1 }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  });

  test.each([
    ["a text and a number", { a: "1" }, { a: 1 }],
    ["nothing and a gap", { a: null }, { b: null }],
    ["a nested key and a key with a dot", { a: { b: 1 } }, { "a.b": 1 }],
    ["one letter", { a: "x" }, { a: "y" }],
  ])("tells apart %s", (_, one, other) => {
    expect(contentHash(one)).not.toBe(contentHash(other));
  });

  test("follows the version of each secret in it", () => {
    const entries = { "a.conf": text("password ", secret("a/b")) };
    const of = (version: string) => files("a-conf", "hashed", entries, () => version);
    expect(of("1").object).not.toBe(of("2").object);
    expect(of("1").object).toBe(of("1").object);
    expect(of("1").kind).toBe("secret");
  });

  test("a file without secrets is no Secret, and a stable name stays while its content changes", () => {
    const of = (value: string) => files("a-conf", "stable", { "a.yml": yaml({ value }) }, always);
    expect(of("x").kind).toBe("config");
    expect([of("x").object, of("y").object]).toEqual(["a-conf", "a-conf"]);
    expect(of("x").hash).not.toBe(of("y").hash);
  });
});

/** What is called after its content, by what it is. */
function names(blueprint: DeploymentBlueprint): Readonly<Record<string, string>> {
  const holders = [
    ...blueprint.stores.flatMap((store) => store.files),
    ...blueprint.services.flatMap((service) => service.files),
  ];
  const jobs = blueprint.services.flatMap((service) => service.jobs);
  const databases = blueprint.stores.flatMap((store) =>
    "databasesJob" in store ? [[`${store.name}-databases`, store.databasesJob.hash] as const] : [],
  );
  return Object.fromEntries([
    ...holders.map(({ name, object }) => [name, object] as const),
    ...jobs.map(({ name, object }) => [name, object] as const),
    ...databases,
  ]);
}

const namesWith = (lines: readonly string[], release = "verawood") =>
  names(deploymentOf(composed("qa", lines, release)));
const usual = namesWith([]);
const changedBy = (lines: readonly string[], release?: string) => {
  const now = namesWith(lines, release);
  return Object.keys(usual)
    .filter((name) => now[name] !== usual[name])
    .sort();
};

describe("a change renames what mounts it, and nothing else", () => {
  test.each([
    ["the name of the site", "site: { name: Academia, contact: help@example.edu }", ["lms-configuration"]],
    ["a setting of Django", "django: { lms: { OURS: 1 } }", ["lms-configuration"]],
    ["the eviction of the cache", "stores: { cache: { eviction: volatile-lru } }", ["cache-configuration"]],
    ["the memory of the broker", "stores: { broker: { memory: 1Gi } }", ["broker-configuration"]],
    ["the number of replicas", "scale: { lms: { replicas: { min: 3, max: 9 } } }", []],
    ["how long a migration may take", "change: { migrations: { longest: 5h } }", []],
    ["the size of a disk", "stores: { mysql: { volume: 300Gi } }", []],
    ["whether data is kept", "keep: { data: false }", []],
  ])("%s", (_, line, expected) => {
    expect(changedBy([line])).toEqual(expected);
  });
});

describe("a rotation restarts who reads the secret, and runs again who sets it", () => {
  test.each([
    ["mysql/edxapp", ["lms-configuration", "mysql-databases"]],
    ["mongodb/edxapp", ["lms-configuration", "mongodb-databases"]],
    ["cache/password", ["cache-configuration", "lms-configuration"]],
    ["broker/password", ["broker-configuration", "lms-configuration"]],
    ["openedx/secret-key", ["lms-configuration"]],
    ["jwt/key", ["lms-configuration"]],
    ["search/key-uid", ["lms-configuration", "lms-search-key"]],
  ])("%s", (name, expected) => {
    expect(changedBy([`secrets: { rotation: { ${name}: 2 } }`])).toEqual(expected);
  });

  test("the pods of the LMS mount the new object", async () => {
    const composition = composed("qa", ["secrets: { rotation: { jwt/key: 2 } }"]);
    const { resources } = await rendered(composition);
    const deployment = resources.find(({ type }) => type.endsWith(":Deployment"));
    expect(JSON.stringify(deployment?.inputs)).toContain(
      names(deploymentOf(composition))["lms-configuration"],
    );
  });
});

describe("a Job is named by what it runs", () => {
  test("another release runs the migrations again, and the key of the search stays", () => {
    expect(changedBy([], "ulmo").filter((name) => /migrate|key|databases/.test(name))).toEqual([
      "lms-migrate",
      "lms-migrate-history",
    ]);
  });

  test("two Jobs of one image have two names", () => {
    const jobs = Object.entries(usual).filter(([name]) => /migrate/.test(name));
    const hashes = jobs.map(([, object]) => object.slice(-10));
    expect(new Set(hashes).size).toBe(jobs.length);
  });

  test("a mirror of the same image is another image, and runs the migrations again", () => {
    const mirrored = changedBy(["images: { registry: registry.example.edu }"]);
    expect(mirrored).toEqual(["lms-migrate", "lms-migrate-history"]);
  });
});
