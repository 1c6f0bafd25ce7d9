import { describe, expect, test } from "vitest";
import { lossProblems } from "../../src/cli/losses.ts";
import { plan } from "../../src/render/plan.ts";
import { composedWith, PLATFORM, rendered } from "../house.ts";

const OFFERS = "  arboretum:offers: { mysqlOperator: existing, mongodbOperator: existing }\n";
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
