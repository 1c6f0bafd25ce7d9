import { describe, expect, test } from "vitest";
import { addressesOf, type StoreName } from "../../src/catalog/addresses.ts";
import type { LoadedDeployment } from "../../src/settings/load.ts";
import type { Content } from "../../src/vocabulary/content.ts";
import { bytesOf } from "../../src/vocabulary/quantity.ts";
import { type InstanceStore, isInstance } from "../../src/vocabulary/store.ts";
import { composed, deploymentOf } from "../house.ts";

const storesWith = (line: string) => deploymentOf(composed("qa", [line])).stores.filter(isInstance);

function storeOf<Kind extends InstanceStore["kind"]>(kind: Kind, name: string, line: string) {
  const store = storesWith(line).find((one) => one.name === name);
  if (store?.kind !== kind) throw new Error(`there is no ${kind} ${name}`);
  return store as Extract<InstanceStore, { kind: Kind }>;
}

/** The plain parts of a text. */
const plain = (content: Content | undefined): string =>
  content?.format === "text" ? content.parts.filter((part) => typeof part === "string").join("") : "";

const GIB = 1024 ** 3;

describe("the memory that somebody gives", () => {
  test.each([
    ["1Gi", GIB / 2],
    ["16Gi", 8 * GIB],
    ["2500Mi", (2500 * 1024 ** 2) / 2],
  ])("to MySQL, %s, is its limit, and half of it holds pages", (memory, pool) => {
    const mysql = storeOf("mysql", "mysql", `stores: { mysql: { memory: ${memory}, maxConnections: 400 } }`);
    expect(bytesOf(mysql.resources.memory.limit)).toBe(bytesOf(memory));
    expect(mysql.arguments).toContain(`--innodb-buffer-pool-size=${pool}`);
    expect(mysql.arguments).toContain("--max-connections=400");
  });

  test.each(["cache", "sessions", "broker"] as const)(
    "to Redis as %s is its limit, and a quarter stays for buffers and copies",
    (use) => {
      const redis = storeOf("redis", use, `stores: { ${use}: { memory: 4Gi } }`);
      expect(bytesOf(redis.resources.memory.limit)).toBe(4 * GIB);
      const lines = plain(redis.configuration.entries["redis.conf"]).split("\n");
      expect(lines).toContain(`maxmemory ${3 * GIB}`);
      expect(lines.filter((line) => line.startsWith("maxmemory "))).toHaveLength(1);
    },
  );

  test("to Meilisearch is its limit, and two thirds are for indexing, whatever the node has", () => {
    const search = storeOf("meilisearch", "search", "stores: { search: { memory: 3Gi } }");
    expect(bytesOf(search.resources.memory.limit)).toBe(3 * GIB);
    const lines = plain(search.configuration.entries["meilisearch.toml"]).split("\n");
    expect(lines).toContain('max_indexing_memory = "2048 MiB"');
  });

  test("to MongoDB is its limit, from which the server takes its own measure", () => {
    const mongodb = storeOf("mongodb", "mongodb", "stores: { mongodb: { memory: 8Gi } }");
    expect(bytesOf(mongodb.resources.memory.limit)).toBe(8 * GIB);
  });
});

describe("a volume", () => {
  const keeps = (line: string) =>
    Object.fromEntries(
      storesWith(line).flatMap(({ name, volume }) => (volume ? [[name, volume.keep] as const] : [])),
    );

  test("is kept as the settings say, and that of the search never: indexes can be built again", () => {
    expect(keeps("keep: { data: true }")).toEqual({
      mysql: true,
      mongodb: true,
      broker: true,
      search: false,
      minio: true,
    });
    expect(keeps("keep: { data: false }")).toEqual({
      mysql: false,
      mongodb: false,
      broker: false,
      search: false,
      minio: false,
    });
  });
});

test("a store answers where the applications look for it", () => {
  const { settings } = composed("qa").loaded as LoadedDeployment;
  if (settings === undefined) throw new Error("there are no settings");
  for (const { kind, name, port } of storesWith("keep: { data: true }")) {
    // Applications look for their files where browsers do.
    if (kind === "minio") continue;
    const address = addressesOf(settings)[name as StoreName];
    expect([address.host, address.port]).toEqual([name, port]);
  }
});

test("a server holds its administrator's password alone, and its Job those of the users as well", () => {
  const { stores, preparations } = deploymentOf(composed("qa"));
  const held = stores.flatMap((store) =>
    "credentials" in store ? [Object.keys(store.credentials.entries)] : [],
  );
  expect(held).toEqual([["root"], ["root", "member-key"], ["user", "password"]]);
  const databases = preparations.find(({ name }) => name === "mysql-databases");
  expect(databases?.files.flatMap(({ entries }) => Object.keys(entries))).toEqual([
    "root",
    "edxapp",
    "edxapp_csmh",
    "create.sh",
  ]);
});
