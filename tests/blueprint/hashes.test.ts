import { describe, expect, test } from "vitest";
import { contentHash, files, text, yaml } from "../../src/vocabulary/content.ts";
import { secret } from "../../src/vocabulary/late.ts";
import { composed, rendered } from "../house.ts";

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

/** What is called after its content, by the name before the hash. */
async function names(
  lines: readonly string[],
  release = "verawood",
): Promise<Readonly<Record<string, string>>> {
  const { resources } = await rendered(composed("qa", lines, release));
  return Object.fromEntries(
    resources.flatMap(({ inputs }) => {
      const { metadata } = inputs as { metadata?: { name?: string } };
      const [, name, hash] = /^(.+)-([0-9a-f]{10})$/.exec(metadata?.name ?? "") ?? [];
      return name && hash ? [[name, hash] as const] : [];
    }),
  );
}

const usual = await names([]);

async function changedBy(lines: readonly string[], release?: string): Promise<readonly string[]> {
  const now = await names(lines, release);
  expect(Object.keys(now).sort()).toEqual(Object.keys(usual).sort());
  return Object.keys(usual)
    .filter((name) => now[name] !== usual[name])
    .sort();
}

const JOBS = [
  "cms-migrate",
  "cms-setup",
  "edxapp-search",
  "lms-migrate",
  "lms-migrate-history",
  "lms-setup",
  "minio-buckets",
  "mongodb-databases",
  "mysql-databases",
  "search-key",
];

/** Settings of the LMS and of Studio. */
const BOTH = ["cms-configuration", "lms-configuration"];

test("every Job and every file of a process is called after its content, and nothing else is", () => {
  expect(Object.keys(usual).sort()).toEqual(
    [
      ...JOBS,
      ...["assets", "broker", "cache", "mfe", "search", "sessions"].map((name) => `${name}-configuration`),
      ...["configuration", "module", "tracking", "tracking-target", "uwsgi"].flatMap((name) => [
        `cms-${name}`,
        `lms-${name}`,
      ]),
    ].sort(),
  );
});

describe("a change renames what mounts it, and nothing else", () => {
  test.each([
    ["the name of the site", "site: { name: Academia, contact: help@example.edu }", BOTH],
    ["a setting of Django", "django: { lms: { OURS: 1 } }", ["lms-configuration"]],
    ["the eviction of the cache", "stores: { cache: { eviction: volatile-lru } }", ["cache-configuration"]],
    ["the memory of the broker", "stores: { broker: { memory: 1Gi } }", ["broker-configuration"]],
    ["the memory of the search", "stores: { search: { memory: 4Gi } }", ["search-configuration"]],
    ["the memory of MySQL", "stores: { mysql: { memory: 4Gi } }", []],
    ["the processes of a pod", "scale: { lms: { processes: 3 } }", ["lms-uwsgi"]],
    [
      "the host of Studio",
      "edge: { domain: learn.example.edu, studio: write.learn.example.edu }",
      ["cms-configuration", "lms-configuration", "lms-setup"],
    ],
    ["the number of replicas", "scale: { lms: { replicas: { min: 3, max: 9 } } }", []],
    ["how long a migration may take", "change: { migrations: { longest: 5h } }", []],
    ["the size of a disk", "stores: { mysql: { volume: 300Gi } }", []],
    ["whether data is kept, and backups locked", "keep: { data: false }", ["minio-buckets"]],
  ])("%s", async (_, line, expected) => {
    expect(await changedBy([line])).toEqual(expected);
  });
});

describe("a rotation restarts who reads the secret, and runs again who sets it", () => {
  test.each([
    ["mysql/edxapp", [...BOTH, "mysql-databases"]],
    ["mongodb/edxapp", [...BOTH, "mongodb-databases"]],
    ["cache/password", ["cache-configuration", ...BOTH]],
    ["broker/password", ["broker-configuration", ...BOTH]],
    ["openedx/secret-key", BOTH],
    ["jwt/key", BOTH],
    ["cms/sso-secret", ["cms-configuration", "lms-setup"]],
    ["search/key-uid", ["cms-configuration", "edxapp-search", "lms-configuration", "search-key"]],
    [
      "search/master-key",
      ["cms-configuration", "edxapp-search", "lms-configuration", "search-configuration", "search-key"],
    ],
  ])("%s", async (name, expected) => {
    expect(await changedBy([`secrets: { rotation: { ${name}: 2 } }`])).toEqual(expected);
  });

  test("the pods of the LMS mount the new object", async () => {
    const lines = ["secrets: { rotation: { jwt/key: 2 } }"];
    const { resources } = await rendered(composed("qa", lines));
    const deployment = resources.find(
      ({ type, name }) => type.endsWith(":Deployment") && name.endsWith("-lms"),
    );
    const { "lms-configuration": hash } = await names(lines);
    expect(JSON.stringify(deployment?.inputs)).toContain(`lms-configuration-${hash}`);
  });
});

/** The client of the object storage is no part of a release, and comes from a registry of its own. */
const OF_RELEASE = JOBS.filter((name) => name !== "minio-buckets");

describe("a Job is named by what it runs", () => {
  test("another release comes with other images, its servers' included, and runs every Job again", async () => {
    expect((await changedBy([], "ulmo")).filter((name) => JOBS.includes(name))).toEqual(OF_RELEASE);
  });

  test("two Jobs of one image have two names", () => {
    const hashes = JOBS.map((name) => usual[name]);
    expect(new Set(hashes).size).toBe(JOBS.length);
  });

  test.each([
    ["a mirror of the same image is another image", "images: { registry: registry.example.edu }", JOBS],
    ["a login for pulling is another pod", "images: { pullSecret: pull }", JOBS],
    ["urgency is a part of the pod", "cluster: { identifier: learning, platform: none }", JOBS],
  ])("%s, and no template of a Job can ever be changed", async (_, line, expected) => {
    const lines = [line, "scale: { profile: ci }"];
    const jobs = (await changedBy(lines)).filter((name) => !name.endsWith("-uwsgi"));
    expect(jobs).toEqual(expected);
  });
});
