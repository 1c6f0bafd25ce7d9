import { describe, expect, test } from "vitest";
import { capabilities } from "../../src/catalog/stores/capabilities.ts";
import { lossProblems } from "../../src/cli/losses.ts";
import { plan } from "../../src/render/plan.ts";
import { composedWith, PLATFORM, rendered } from "../house.ts";

const OFFERS =
  "  arboretum:offers: { mysqlOperator: existing, perconaMysql: existing, mongodbOperator: existing }\n";
const composed = (...lines: readonly string[]) => composedWith(`${PLATFORM}${OFFERS}`, "qa", lines);

/** Pairs of stacks have many in common, and each is rendered once. */
const renderings = new Map<string, ReturnType<typeof rendered>>();
function renderingOf(lines: readonly string[]) {
  const key = lines.join("\n");
  const known = renderings.get(key) ?? rendered(composed(...lines), "preview");
  renderings.set(key, known);
  return known;
}

/** What is refused on the way from one stack to another. */
async function refused(before: readonly string[], after: readonly string[]) {
  const changes = plan(await renderingOf(before), await renderingOf(after));
  return lossProblems([{ stack: "qa", changes }], [composed(...after)]).map(
    ({ rule, severity, message }) => ({ rule, severity, message }),
  );
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

const SECRET = "{ secure: v1:abc }";
const AWS =
  "aws: { region: eu-central-1, vpc: vpc-0a1b2c3d, subnets: { subnet-0a1b2c3d: 10.20.1.0/24, subnet-0a1b2c3e: 10.20.2.0/24 }, clients: [sg-0a1b2c3d] }";
const OUTSIDE = ", host: elsewhere.example.edu, egress: [10.1.2.0/24]";

/** What a driver takes beside its name, by the store where they differ. */
const taking: Readonly<Record<string, string>> = {
  rds: ", class: db.m7g.large",
  "mysql external": `${OUTSIDE}, administrator: { user: admin, password: ${SECRET} }`,
  "mongodb external": `${OUTSIDE}, administrator: { user: admin, password: ${SECRET} }`,
  "broker external": `${OUTSIDE}, password: ${SECRET}`,
};
const driven = (store: string, driver: string) =>
  `stores: { ${store}: { driver: ${driver}${taking[`${store} ${driver}`] ?? taking[driver] ?? ""} } }`;

/** Drivers of stores that hold what nobody makes again. Those of many servers are told apart by their databases alone. */
const lasting = ["mysql", "mongodb", "broker"].flatMap((store) => {
  const names = Object.keys(capabilities[store as "mysql"]).filter((driver) => driver !== "shared");
  return names.flatMap((one) => names.filter((other) => other !== one).map((other) => [store, one, other]));
}) as readonly (readonly [string, string, string])[];

/** Redis and Valkey read the same disk; and what waits on a broker of somebody else nobody here sees. */
const harmless = (store: string, one: string, other: string) =>
  store === "broker" && (one === "external" || [one, other].sort().join() === "redis,valkey");

describe("a live stack keeps the driver of a store", () => {
  test.each(lasting.filter((pair) => !harmless(...pair)))(
    "%s: from %s to %s is refused, and let through with the data carried over",
    async (store, one, other) => {
      const found = await refused([AWS, driven(store, one)], [AWS, driven(store, other)]);
      const errors = found.filter(({ severity }) => severity === "error");
      expect(errors.length).toBeGreaterThan(0);
      const carried = await refused(
        [AWS, driven(store, one)],
        [AWS, driven(store, other), `change: { carriedOver: [${store}] }`],
      );
      expect(carried.filter(({ severity }) => severity === "error")).toEqual([]);
    },
  );

  test("also where the server before is somebody else's, and nothing of ours leaves", async () => {
    const [problem, ...more] = await refused([driven("mysql", "external")], [mysql("single")]);
    expect(more).toEqual([]);
    expect(problem?.rule).toBe("data-elsewhere");
    expect(problem?.message).toContain("begins empty");
  });

  test("and a deployment that begins has nothing to lose", async () => {
    const now = composed();
    const changes = plan(
      { ...(await rendered(now, "preview")), resources: [] },
      await rendered(now, "preview"),
    );
    expect(lossProblems([{ stack: "qa", changes }], [now])).toEqual([]);
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
