import { describe, expect, test } from "vitest";
import { definitionsIn } from "../../sandbox/definitions.ts";
import { capabilities } from "../../src/catalog/stores/capabilities.ts";
import { innoDbClusterSpec } from "../../src/components/data/innoDbCluster.ts";
import { mongoDbSpec } from "../../src/components/data/mongoDbReplicaSet.ts";
import { perconaMysqlSpec } from "../../src/components/data/perconaMysql.ts";
import { isError } from "../../src/documents/problem.ts";
import { check } from "../../src/policies/check.ts";
import { offers } from "../../src/settings/sections/offers.ts";
import { isOperated } from "../../src/vocabulary/store.ts";
import { placement } from "../components/alone.ts";
import { composedWith, deploymentOf, PLATFORM, rendered } from "../house.ts";

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

/** A store with a driver, with as little beside it as that one takes. */
const line = (store: string, driver: string) => {
  const more =
    driver === "external"
      ? [", host: elsewhere.example.edu, egress: [10.1.2.0/24]", OUTSIDE[store]].filter(Boolean).join(", ")
      : "";
  return `stores: { ${store}: { driver: ${driver}${more} } }`;
};

const everything = `  arboretum:offers: { ${Object.keys(offers.shape)
  .map((part) => `${part}: existing`)
  .join(", ")} }
  arboretum:sharedStores:
    mysql: { host: db.example.edu, egress: [10.1.2.0/24], administrator: { user: admin, password: ${SECRET} } }
    mongodb: { host: db.example.edu, egress: [10.1.2.0/24], administrator: { user: admin, password: ${SECRET} } }`;
const composed = (stage: string, store: string, driver: string) =>
  composedWith(`${PLATFORM}${everything}\n`, stage, [line(store, driver)], ["discovery"]);

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

type Schema = Readonly<Record<string, unknown>>;

/** Fields that a definition does not know, or has of another type. The API server would drop them, or refuse them. */
function strange(value: unknown, schema: Schema, path = "spec"): readonly string[] {
  if (schema["x-kubernetes-preserve-unknown-fields"] === true && schema.properties === undefined) return [];
  const type = Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
  const allowed = schema["x-kubernetes-int-or-string"] === true ? ["integer", "string"] : [schema.type];
  if (!allowed.includes(type)) return [`${path} is ${type} and not ${schema.type}`];
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return [`${path} may not be ${value}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => strange(item, schema.items as Schema, `${path}[${index}]`));
  if (type !== "object") return [];
  const {
    properties,
    additionalProperties,
    required = [],
  } = schema as {
    properties?: Readonly<Record<string, Schema>>;
    additionalProperties?: Schema;
    required?: readonly string[];
  };
  const entries = Object.entries(value as object).filter(([, child]) => child !== undefined);
  const missing = required.filter((key) => !entries.some(([one]) => one === key));
  return [
    ...missing.map((key) => `${path}.${key} is missing`),
    ...entries.flatMap(([key, child]) => {
      const known = properties?.[key] ?? additionalProperties;
      return known ? strange(child, known, `${path}.${key}`) : [`${path}.${key} is unknown`];
    }),
  ];
}

const folder = process.env.ARBORETUM_CRDS;
const where = folder ? "" : " (skipped: ARBORETUM_CRDS names no folder)";

describe(`what the operators are told${where}`, () => {
  const specs = { innodbcluster: innoDbClusterSpec, percona: perconaMysqlSpec, replicaset: mongoDbSpec };
  const kinds = {
    innodbcluster: "mysql.oracle.com/InnoDBCluster",
    percona: "ps.percona.com/PerconaServerMySQL",
    replicaset: "mongodbcommunity.mongodb.com/MongoDBCommunity",
  };

  test.skipIf(!folder).each(kept)("%s by %s, is what their own definitions know", (store, driver) => {
    const found = deploymentOf(composed("qa", store, driver)).stores.find(isOperated);
    if (found === undefined) throw new Error("there is none");
    // biome-ignore lint/suspicious/noExplicitAny: a definition is of whatever shape its operator has
    const definition = definitionsIn(folder ?? "").get(kinds[found.driver])?.() as any;
    const { schema } = definition.spec.versions.find((one: { storage: boolean }) => one.storage);
    const spec = specs[found.driver](found, { ...placement, pullSecret: "login" });
    expect(strange(JSON.parse(JSON.stringify(spec)), schema.openAPIV3Schema.properties.spec)).toEqual([]);
  });
});
