import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { withRevision } from "../../src/cli/compare/comparison.ts";
import { plan } from "../../src/render/plan.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { lossProblems } from "../../src/upgrade/losses.ts";
import {
  blueprintOf,
  composed as composedPlainly,
  composedWith,
  PLATFORM,
  projectOf,
  rendered,
  stackFile,
} from "../house.ts";

const OFFERS =
  "  arboretum:offers: { mysqlOperator: existing, mongodbOperator: existing, perconaMysql: existing }\n";
const composed = (...lines: readonly string[]) => composedWith(`${PLATFORM}${OFFERS}`, "qa", lines);

/** What is refused on the way from one stack to another. */
async function refused(before: readonly string[], after: readonly string[]) {
  const now = composed(...after);
  const changes = plan(await rendered(composed(...before), "preview"), await rendered(now, "preview"));
  return lossProblems([{ stack: "qa", changes }], [now]).map(({ rule, severity, message }) => ({
    rule,
    severity,
    message,
  }));
}

const mysql = (driver: string, more = "") => `stores: { mysql: { driver: ${driver}${more} } }`;

describe("another driver on a live stack", () => {
  test("is refused: the server before is left behind with its disk, and the new one is empty", async () => {
    const found = await refused([mysql("single")], [mysql("innodbcluster")]);
    expect(found.map(({ rule }) => rule)).toEqual(["data-left-behind", "data-left-behind"]);
    expect(found.map(({ message }) => message.split(" leaves")[0]).sort()).toEqual([
      "PersistentVolumeClaim academy-qa-mysql-data",
      "StatefulSet academy-qa-mysql",
    ]);
  });

  test("and the way back as well", async () => {
    const found = await refused([mysql("innodbcluster")], [mysql("single")]);
    expect(found.map(({ rule }) => rule)).toContain("data-left-behind");
    expect(found.map(({ message }) => message.split(" leaves")[0])).toContain(
      "InnoDBCluster academy-qa-mysql",
    );
  });

  test("is let through for the store alone whose data somebody says to have carried over", async () => {
    expect(
      await refused([mysql("single")], [mysql("innodbcluster"), "change: { carriedOver: [mysql] }"]),
    ).toEqual([]);
    const other = await refused(
      [mysql("single")],
      [mysql("innodbcluster"), "change: { carriedOver: [mongodb] }"],
    );
    expect(other).toHaveLength(2);
  });
});

describe("another driver of the object storage", () => {
  const KEEP = "keep: { submissions: 5y, grades: 5y, tracking: forever }";
  const minio = `objectStorage: { ${KEEP} }`;
  const s3 = (more = "") => `objectStorage: { driver: s3, region: eu-central-1, ${KEEP} ${more} }`;
  const external = `objectStorage: { driver: external, endpoint: "https://s3.example.edu", egress: [internet], account: { accessKey: a, secretKey: { secure: v1:abc } }, ${KEEP} }`;

  test("leaves uploads behind, and is refused", async () => {
    const found = await refused([minio], [s3()]);
    expect(found.map(({ message }) => message.split(" leaves")[0]).sort()).toEqual([
      "PersistentVolumeClaim academy-qa-minio-data",
      "StatefulSet academy-qa-minio",
    ]);
    const back = await refused([s3()], [external]);
    expect(back.length).toBeGreaterThan(5);
    expect(back.every(({ message }) => message.startsWith("Bucket academy-qa-buckets-"))).toBe(true);
  });

  test("is let through where somebody has carried them over", async () => {
    expect(await refused([minio], [s3(), "change: { carriedOver: [minio] }"])).toEqual([]);
    expect(await refused([s3()], [external, "change: { carriedOver: [buckets] }"])).toEqual([]);
  });

  test("so are buckets under other names", async () => {
    expect((await refused([s3()], [s3(", prefix: other")])).length).toBeGreaterThan(5);
  });
});

test.each([
  ["a disk that grows", [mysql("single")], [mysql("single", ", volume: 40Gi")]],
  ["a disk of members that grows", [mysql("innodbcluster")], [mysql("innodbcluster", ", volume: 40Gi")]],
  ["more memory and connections", [mysql("single")], [mysql("single", ", memory: 4Gi, maxConnections: 900")]],
  ["Valkey in the place of Redis", [], ["stores: { broker: { driver: valkey } }"]],
])("%s loses nothing", async (_, before, after) => {
  expect(await refused(before, after)).toEqual([]);
});

test("what is not kept any more stays where it is, and nothing is lost by that alone", async () => {
  const found = await refused([], ["keep: { data: false }"]);
  expect(found).toEqual([]);
});

test.each([
  ["mysql", "single", "innodbcluster"],
  ["mysql", "innodbcluster", "single"],
  ["mysql", "single", "percona"],
  ["mysql", "innodbcluster", "percona"],
  ["mongodb", "single", "replicaset"],
  ["mongodb", "replicaset", "single"],
  ["broker", "redis", "rabbitmq"],
  ["elasticsearch", "elasticsearch", "opensearch"],
])("%s from %s to %s finds no name taken by what stays", async (store, from, to) => {
  const driver = (name: string) => `stores: { ${store}: { driver: ${name} } }`;
  expect(await refused([driver(from)], [driver(to), `change: { carriedOver: [${store}] }`])).toEqual([]);
});

test("a disk that shrinks is refused before the API server does it", async () => {
  const large = mysql("single", ", volume: 20Gi");
  expect(await refused([large], [mysql("single", ", volume: 10Gi")])).toEqual([
    {
      rule: "change-refused",
      severity: "error",
      message:
        "The update would stop at PersistentVolumeClaim academy-qa-mysql-data. Its disk has 20Gi and would have 10Gi: a disk never shrinks.",
    },
  ]);
  expect(
    await refused([mysql("percona", ", volume: 20Gi")], [mysql("percona", ", volume: 10Gi")]),
  ).toMatchObject([{ rule: "change-refused", message: expect.stringContaining("PerconaServerMySQL") }]);
});

describe("a stack that is gone", () => {
  const KEPT_NOT = "keep: { data: false, namespaces: false, secrets: false }";
  /** What is said when some stacks take the place of others. */
  async function said(before: readonly Composition[], after: readonly Composition[]) {
    const [was, is] = [[...before], [...after]].map((some) =>
      Promise.all(some.map((one) => rendered(one, "preview"))),
    ) as [Promise<Rendering[]>, Promise<Rendering[]>];
    const renderings = new Map((await was).map((one) => [one.stack, one] as const));
    return lossProblems(withRevision(await is, { renderings, problems: [] }).stacks, after);
  }

  test("with what it keeps is refused, and the way to let it go is told", async () => {
    const [qa, production] = [composedPlainly("qa"), composedPlainly("production")];
    expect(await said([qa, production], [qa])).toMatchObject([
      {
        severity: "error",
        rule: "stack-gone",
        stack: "production",
        message: expect.stringMatching(
          /^production is gone, and of its \d+ objects \d+ hold what nobody can make again\.$/,
        ),
        remedy: expect.stringContaining("pulumi destroy --stack production"),
      },
    ]);
  });

  test("and keeps nothing may go", async () => {
    expect(await said([composedPlainly("ci", [KEPT_NOT])], [])).toEqual([]);
  });

  test("under one name and comes under another starts empty", async () => {
    const of = (deployment: string) => {
      const map = `deployments: { ${deployment}: { run: { production: verawood } } }`;
      const stack = `${deployment}.production`;
      return compose(projectOf({ [`Pulumi.${stack}.yaml`]: stackFile() }, "verawood", map), stack);
    };
    const [found, ...more] = await said([of("partner")], [of("college")]);
    expect(more).toEqual([]);
    expect(found?.message).toContain(
      "college.production is new and partner.production is gone: a rename starts empty",
    );
  });

  test("and is the platform is not let go before its deployments", async () => {
    const file = `${PLATFORM}  arboretum:offers: { certManager: managed }\n`;
    const platform = compose(projectOf({ "Pulumi.platform.yaml": file }), "platform");
    expect(blueprintOf(platform).kind).toBe("platform");
    expect(await said([platform], [])).toMatchObject([
      { rule: "stack-gone", remedy: expect.stringContaining("Deployments count on it") },
    ]);
  });
});
