import { describe, expect, test } from "vitest";
import { MongoDb } from "../../src/components/data/mongodb.ts";
import { Mysql } from "../../src/components/data/mysql.ts";
import { Redis } from "../../src/components/data/redis.ts";
import { Search } from "../../src/components/data/search.ts";
import { placeStore } from "../../src/components/data/stores.ts";
import { Namespace } from "../../src/components/foundation/namespace.ts";
import { files, text } from "../../src/vocabulary/content.ts";
import { KEPT } from "../../src/vocabulary/labels.ts";
import { secret } from "../../src/vocabulary/late.ts";
import { isManaged } from "../../src/vocabulary/store.ts";
import { alone, blueprint, childrenOf, inputs, placement, reveal, storeOf } from "./alone.ts";

const identity = { deployment: "campus", stage: "dev" };

describe("stores", () => {
  const common = { placement, reveal };

  test("Mysql is a server, its disk, its address and its administrator's password", async () => {
    const { resources, find } = await alone(() => new Mysql("mysql", { ...common, store: storeOf("mysql") }));
    expect(childrenOf(resources)).toEqual([
      "PersistentVolumeClaim mysql-data",
      "Secret mysql-credentials",
      "Service mysql",
      "ServiceAccount mysql",
      "StatefulSet mysql",
    ]);
    const server = find("StatefulSet");
    expect(inputs(find("Secret")).stringData).toEqual({ root: "value of mysql/root" });
    expect(find("Secret").secretPaths).toEqual(["stringData"]);
    const [container] = inputs(server).spec.template.spec.containers;
    expect(container.args).toEqual(expect.arrayContaining([...storeOf("mysql").arguments]));
    expect(container.args.length).toBeGreaterThan(0);
    expect(inputs(server).spec.volumeClaimTemplates).toBeUndefined();
    expect(server.options.ignoreChanges).toContain("spec.volumeClaimTemplates");
  });

  test("MongoDb is the same for documents", async () => {
    const { resources } = await alone(() => new MongoDb("mongodb", { ...common, store: storeOf("mongodb") }));
    expect(childrenOf(resources)).toEqual([
      "PersistentVolumeClaim mongodb-data",
      "Secret mongodb-credentials",
      "Service mongodb",
      "ServiceAccount mongodb",
      "StatefulSet mongodb",
    ]);
  });

  test("the name of a server of one pod stays, however its probe judges it, and no probe starts an interpreter", async () => {
    const { find } = await alone(() => new MongoDb("mongodb", { ...common, store: storeOf("mongodb") }));
    expect(inputs(find("Service")).spec.publishNotReadyAddresses).toBe(true);
    const [container] = inputs(find("StatefulSet")).spec.template.spec.containers;
    expect(container.readinessProbe).toMatchObject({ tcpSocket: { port: "store" } });
  });

  /** A store of a stranger, who calls it and all that it has as they like. */
  const ledger = {
    ...storeOf("mysql"),
    name: "ledger",
    port: 3307,
    volume: { name: "ledger-disk", size: "5Gi", keep: true },
    credentials: files("ledger-login", "stable", { root: text(secret("ledger/root")) }, () => "1"),
  };

  test("one may be called what a stranger likes, and nothing of it is called otherwise", async () => {
    const found = { host: "", port: 0 };
    const { resources, find } = await alone(() => {
      const { host, port } = new Mysql("campus-ledger", { ...common, store: ledger });
      Object.assign(found, { host, port });
    });
    expect(found).toEqual({ host: "ledger", port: 3307 });
    expect(childrenOf(resources)).toEqual([
      "PersistentVolumeClaim campus-ledger-disk",
      "Secret campus-ledger-login",
      "Service campus-ledger",
      "ServiceAccount campus-ledger",
      "StatefulSet campus-ledger",
    ]);
    expect(JSON.stringify(resources.map((one) => [one.name, inputs(one).metadata]))).not.toContain("mysql");
    expect(inputs(find("Service")).spec.ports[0].port).toBe(3307);
    const { serviceAccountName, containers, volumes } = inputs(find("StatefulSet")).spec.template.spec;
    expect([serviceAccountName, containers[0].ports[0].containerPort]).toEqual(["ledger", 3307]);
    expect(volumes[0].persistentVolumeClaim.claimName).toBe("ledger-disk");
    expect(volumes[1].secret.secretName).toBe("ledger-login");
  });

  test.each([true, false])("a volume that is kept is kept with its server, and guarded: %s", async (keep) => {
    const store = { ...ledger, volume: { ...ledger.volume, keep } };
    const { find } = await alone(() => new Mysql("campus-ledger", { ...common, store }));
    for (const kind of ["PersistentVolumeClaim", "StatefulSet"]) {
      const { protect, retainOnDelete } = find(kind).options;
      expect([kind, protect, retainOnDelete]).toEqual([kind, keep, keep]);
    }
    const labels = Object.keys(inputs(find("PersistentVolumeClaim")).metadata.labels);
    expect(labels.includes(Object.keys(KEPT)[0] ?? "")).toBe(keep);
  });

  test.each(["mysql", "mongodb", "cache", "sessions", "broker", "search", "broker-rabbitmq"])(
    "%s is waited for longer than its slowest start",
    async (name) => {
      const store = [
        ...blueprint().stores,
        ...blueprint("stores: { broker: { driver: rabbitmq } }").stores,
      ].find((one) => one.name === name);
      if (store === undefined || isManaged(store)) throw new Error(`there is no ${name}`);
      const { find } = await alone(() => placeStore(name, store, common));
      const { options, inputs: given } = find("StatefulSet");
      // biome-ignore lint/suspicious/noExplicitAny: inputs are of every shape that Kubernetes has
      const { startupProbe } = (given as any).spec.template.spec.containers[0];
      const slowest = startupProbe.failureThreshold * startupProbe.periodSeconds;
      expect(slowest).toBeGreaterThan(0);
      expect(options.customTimeouts).toMatchObject({ create: "30m", update: "30m" });
      expect(30 * 60).toBeGreaterThan(slowest);
    },
  );

  test.each([
    ["cache", false, "allkeys-lru", "no"],
    ["sessions", false, "noeviction", "no"],
    ["broker", true, "noeviction", "yes"],
  ] as const)(
    "Redis as %s has a disk: %s, forgets by %s, writes a log: %s",
    async (use, disk, eviction, log) => {
      const { resources, find } = await alone(
        () => new Redis(use, { ...common, store: storeOf("redis", use) }),
      );
      expect(childrenOf(resources)).toEqual(
        [
          ...(disk ? [`PersistentVolumeClaim ${use}-data`] : []),
          `Secret ${use}-configuration`,
          `Service ${use}`,
          `ServiceAccount ${use}`,
          `StatefulSet ${use}`,
        ].sort(),
      );
      const lines: string[] = inputs(find("Secret")).stringData["redis.conf"].split("\n");
      expect(lines).toContain(`maxmemory-policy ${eviction}`);
      expect(lines).toContain(`appendonly ${log}`);
      expect(lines).toContain(`requirepass "value of ${use}/password"`);
      const limit = 256 * 1024 ** 2;
      expect(Number(lines.find((line) => line.startsWith("maxmemory "))?.split(" ")[1])).toBeLessThanOrEqual(
        0.75 * limit,
      );
      const { volumes } = inputs(find("StatefulSet")).spec.template.spec;
      expect(volumes[0].secret.secretName).toBe(inputs(find("Secret")).metadata.name);
    },
  );

  test("Search lets the disk of an older format go, and does not stand in the way of a new one", async () => {
    const { resources, find } = await alone(
      () => new Search("search", { ...common, store: storeOf("meilisearch", "search") }),
    );
    expect(childrenOf(resources)).toEqual([
      expect.stringMatching(/^PersistentVolumeClaim search-data-\d+-\d+$/),
      "Secret search-configuration",
      "Service search",
      "ServiceAccount search",
      "StatefulSet search",
    ]);
    const { protect, retainOnDelete } = find("PersistentVolumeClaim").options;
    expect({ protect, retainOnDelete }).toEqual({ protect: false, retainOnDelete: false });
  });

  test("what a store is told to wait for comes before everything of it", async () => {
    const { resources } = await alone(() => {
      const before = new Namespace("campus", {
        namespace: blueprint().namespaces[0],
        identity,
        cluster: "learning",
      });
      new Redis("cache", { ...common, store: storeOf("redis", "cache"), after: before.ready });
    });
    const own = resources.filter(({ custom, parent }) => custom && parent.endsWith("::cache"));
    const namespace = resources.find(({ type }) => type === "kubernetes:core/v1:Namespace")?.urn;
    const waits = own
      .filter(({ type }) => !type.endsWith(":StatefulSet"))
      .map(({ dependencies }) => dependencies);
    expect(waits.length).toBeGreaterThan(2);
    for (const dependencies of waits) expect(dependencies).toContain(namespace);
  });
});
