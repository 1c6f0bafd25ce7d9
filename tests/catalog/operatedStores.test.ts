import { describe, expect, test } from "vitest";
import { capabilities } from "../../src/catalog/stores/capabilities.ts";
import { customKinds } from "../../src/components/custom/kinds.ts";
import { innoDbClusterSpec } from "../../src/components/data/innoDbCluster.ts";
import { mongoDbSpec } from "../../src/components/data/mongoDbReplicaSet.ts";
import { perconaMysqlSpec } from "../../src/components/data/perconaMysql.ts";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { offers } from "../../src/settings/sections/offers.ts";
import { isOperated } from "../../src/vocabulary/store.ts";
import { placement } from "../components/alone.ts";
import { strangeIn, whyNoDefinitions } from "../definitions.ts";
import { composedWith, deploymentOf, PLATFORM, rendered } from "../house.ts";
import { AWS, SHARED } from "../neighbours.ts";

const SECRET = '{ secure: "v1:abc" }';
const OUTSIDE: Readonly<Record<string, string>> = {
  mysql: `administrator: { user: admin, password: ${SECRET} }`,
  mongodb: `administrator: { user: admin, password: ${SECRET} }`,
  cache: `password: ${SECRET}`,
  sessions: `password: ${SECRET}`,
  broker: `password: ${SECRET}`,
  events: `password: ${SECRET}`,
  search: `key: ${SECRET}`,
};

/** What a driver takes beside its name. */
const ASKED: Readonly<Record<string, string>> = {
  external: ", host: elsewhere.example.edu, egress: [10.1.2.0/24]",
  rds: ", class: db.m7g.large",
  elasticache: ", node: cache.t4g.small",
};

/** A store with a driver, with as little beside it as that one takes. */
const line = (store: string, driver: string) => {
  const isElsewhere = driver === "external" || `${store} ${driver}` === "search shared";
  const login = isElsewhere && OUTSIDE[store] !== undefined ? `, ${OUTSIDE[store]}` : "";
  return `stores: { ${store}: { driver: ${driver}${ASKED[driver] ?? ""}${login} } }`;
};

const everything = `  arboretum:offers: { ${Object.keys(offers.shape)
  .map((part) => `${part}: existing`)
  .join(", ")} }
`;
const composed = (stage: string, store: string, driver: string) =>
  composedWith(`${PLATFORM}${everything}${SHARED}`, stage, [AWS, line(store, driver)], ["discovery"]);

const drivers = Object.entries(capabilities).flatMap(([store, known]) =>
  Object.keys(known).map((driver) => [store, driver] as const),
);

describe.each(["ci", "qa", "production"])("every driver, in %s", (stage) => {
  test.each(drivers)("%s by %s renders, and every rule holds", async (store, driver) => {
    const composition = composed(stage, store, driver);
    const errors = composition.problems.filter(isError);
    expect(errors).toEqual([]);
    const rendering = await rendered(composition);
    const found = [...rendering.problems, ...check(rendering, deploymentOf(composition))].filter(isError);
    expect(found.map(({ rule, message, path }) => [rule, message, path])).toEqual([]);
  });
});

const kept = drivers.filter(([store, driver]) =>
  deploymentOf(composed("qa", store, driver)).stores.some(isOperated),
);

describe("a store that an operator keeps", () => {
  test("is there in each of the ways that the table knows", () => {
    expect(kept.map((one) => one.join(" ")).sort()).toEqual([
      "mongodb replicaset",
      "mysql innodbcluster",
      "mysql percona",
    ]);
  });

  test.each(kept)(
    "%s by %s is refused where the platform offers no operator, with the line to change",
    (store, driver) => {
      const { problems } = composedWith(PLATFORM, "qa", [line(store, driver)]);
      const missing = problems.filter(({ rule, path }) => rule === "offer-missing" && path?.includes(store));
      expect(missing).toHaveLength(1);
      expect(missing[0]?.remedy).toMatch(
        /^Set arboretum:offers\.\w+ to managed or existing in Pulumi\.platform\.yaml/,
      );
    },
  );

  test.each(kept)(
    "%s by %s is kept with what it holds, and its claims are written once",
    async (store, driver) => {
      const { resources } = await rendered(composed("qa", store, driver));
      const resource = resources.find(({ type }) =>
        /InnoDBCluster|PerconaServerMySQL|MongoDBCommunity/.test(type),
      );
      expect(resource?.options).toMatchObject({ protect: true, retainOnDelete: true });
      const grows = capabilities[store as "mysql"][driver as "percona"].grows;
      expect((resource?.options.ignoreChanges.length ?? 0) > 0).toBe(grows === "claims");
    },
  );
});

describe(`what the operators are told${whyNoDefinitions}`, () => {
  const specs = { innodbcluster: innoDbClusterSpec, percona: perconaMysqlSpec, replicaset: mongoDbSpec };
  const kinds = {
    innodbcluster: customKinds.innoDbCluster,
    percona: customKinds.perconaServerMySql,
    replicaset: customKinds.mongoDbCommunity,
  };

  test.skipIf(whyNoDefinitions !== "").each(kept)(
    "%s by %s, is what their own definitions know",
    (store, driver) => {
      const found = deploymentOf(composed("qa", store, driver)).stores.find(isOperated);
      if (found === undefined) throw new Error("there is none");
      const spec = specs[found.driver](found, { ...placement, pullSecret: "login" });
      expect(strangeIn(kinds[found.driver], spec)).toEqual([]);
    },
  );
});
