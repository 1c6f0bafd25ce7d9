import { describe, expect, test } from "vitest";
import { elasticsearchPod } from "../../src/components/data/elasticsearch.ts";
import type { ElasticsearchStore, MemcachedStore } from "../../src/vocabulary/store.ts";
import { composed, deploymentOf, serviceOf } from "../house.ts";

const settingsOf = (line: string, application: string, file: string) => {
  const all = deploymentOf(composed("qa", [line], "verawood", ["discovery", "credentials"]));
  const content = serviceOf(all, application).files.flatMap(({ entries }) => entries[file] ?? [])[0];
  if (content?.format !== "yaml") throw new Error(`${application} has no settings`);
  return content.tree as { readonly CACHES: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
};

describe("Memcached as cache", () => {
  const MEMCACHED = "stores: { cache: { driver: memcached, memory: 1Gi } }";
  const blueprint = deploymentOf(composed("qa", [MEMCACHED]));

  test("is a pod without a disk, without a password and with a name of its own", () => {
    const store = blueprint.stores.find((one): one is MemcachedStore => one.kind === "memcached");
    expect(store).toMatchObject({
      name: "cache-memcached",
      port: 11211,
      image: "docker.io/memcached:1.6.39-alpine",
    });
    expect(store?.arguments).toContain("--memory-limit=768");
    expect(store).not.toHaveProperty("volume");
    expect(blueprint.secrets.map(({ name }) => name)).not.toContain("cache/password");
  });

  test("holds what the platform may forget, and never who is logged in", () => {
    const { CACHES } = settingsOf(MEMCACHED, "lms", "lms.env.yml");
    expect(CACHES.default).toMatchObject({
      BACKEND: "django.core.cache.backends.memcached.PyMemcacheCache",
      LOCATION: "cache-memcached:11211",
      KEY_PREFIX: "default.verawood",
    });
    expect(CACHES.sessions).toMatchObject({ BACKEND: "django_redis.cache.RedisCache" });
  });

  test.each([
    ["credentials", "credentials.yml", "PyMemcacheCache"],
    ["discovery", "discovery.yml", "LocMemCache"],
  ])("is used by %s as far as its image is known to have a client", (application, file, backend) => {
    expect(settingsOf(MEMCACHED, application, file).CACHES.default?.BACKEND).toMatch(
      new RegExp(`${backend}$`),
    );
  });

  test("is reached by its own port", () => {
    const to = blueprint.connections.filter(
      ({ to }) => to.kind === "component" && to.name.startsWith("cache"),
    );
    expect(new Set(to.map(({ port }) => port))).toEqual(new Set([11211]));
  });
});

describe("OpenSearch for the course discovery", () => {
  const line = "stores: { elasticsearch: { driver: opensearch, memory: 4Gi } }";
  const blueprint = deploymentOf(composed("qa", [line], "verawood", ["discovery"]));
  const store = blueprint.stores.find((one): one is ElasticsearchStore => one.kind === "elasticsearch");
  if (store === undefined) throw new Error("there is no OpenSearch");

  test("says that it is the Elasticsearch that its client knows, and takes half of its memory", () => {
    const { environment, mounts } = elasticsearchPod(store);
    expect(environment).toMatchObject({
      "compatibility.override_main_response_version": "true",
      OPENSEARCH_JAVA_OPTS: "-Xms2048m -Xmx2048m",
      DISABLE_SECURITY_PLUGIN: "true",
    });
    expect(environment).not.toHaveProperty("ES_JAVA_OPTS");
    expect(mounts.map(({ path }) => path)).toContain("/usr/share/opensearch/data");
    expect(store.volume.name).toBe("elasticsearch-opensearch-data");
  });

  test("is filled anew, for it begins empty", () => {
    const works = (one: string) =>
      deploymentOf(composed("qa", [one], "verawood", ["discovery"]))
        .preparations.flatMap(({ jobs }) => jobs)
        .find(({ name }) => name === "discovery-fill")?.works;
    expect(works(line)).toBe("opensearch 2.19.4");
    expect(works("stores: { elasticsearch: { driver: elasticsearch } }")).not.toBe(works(line));
  });
});
