import { describe, expect, test } from "vitest";
import { memoryOfClass } from "../../src/blueprint/storeSizes.ts";
import { composed, composedWith, PLATFORM } from "../house.ts";
import { AWS } from "../neighbours.ts";

const OFFERS =
  "  arboretum:offers: { mysqlOperator: existing, mongodbOperator: existing, perconaMysql: existing }\n";
const problems = (said: string) =>
  composedWith(`${PLATFORM}${OFFERS}`, "qa", [AWS, `stores: { ${said} }`]).problems.filter(
    ({ rule }) => rule !== "unused",
  );
const RDS = "driver: rds, class: db.m7g.large";

describe("a size that a server does not start or work with is refused, at the setting, with what to write", () => {
  test.each([
    ["mysql", "driver: percona, memory: 7k", "memory", "512Mi"],
    ["mysql", "memory: 128Mi", "memory", "512Mi"],
    ["mysql", "driver: innodbcluster, memory: 511Mi", "memory", "512Mi"],
    ["mysql", "driver: percona, volume: 1Mi", "volume", "1Gi"],
    ["mysql", "volume: 1Mi", "volume", "1Gi"],
    ["mysql", `${RDS}, storage: 19Gi`, "storage", "20Gi"],
    ["mongodb", "memory: 256Mi", "memory", "512Mi"],
    ["mongodb", "driver: replicaset, volume: 900Mi", "volume", "1Gi"],
    ["cache", "driver: memcached, memory: 21Mi", "memory", "22Mi"],
    ["broker", "driver: rabbitmq, memory: 128Mi", "memory", "256Mi"],
  ])("%s: %s", (store, said, setting, least) => {
    const [problem, ...others] = problems(`${store}: { ${said} }`).filter(
      ({ rule }) => rule === "store-too-small",
    );
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      severity: "error",
      path: `arboretum:stores.${store}.${setting}`,
      place: { file: "Pulumi.qa.yaml", line: expect.any(Number) },
      remedy: `Write at least ${least}.`,
    });
    const enough = said.replace(new RegExp(`${setting}: \\w+`), `${setting}: ${least}`);
    expect(enough).not.toBe(said);
    expect(problems(`${store}: { ${enough} }`)).toEqual([]);
  });

  test("what nobody has published a bound for is as it was", () => {
    expect(problems("search: { memory: 32Mi }, broker: { memory: 32Mi }")).toEqual([]);
    expect(composed("qa").problems).toEqual([]);
  });
});

describe("connections that Amazon reckons for the memory of a class", () => {
  test.each([
    ["db.t4g.micro", 1],
    ["db.t3.medium", 4],
    ["db.t4g.2xlarge", 32],
    ["db.m7g.large", 8],
    ["db.m6i.4xlarge", 64],
    ["db.r7g.xlarge", 32],
    ["db.r6gd.16xlarge", 512],
  ])("%s has %d GiB", (name, gibibytes) => {
    expect(memoryOfClass(name)).toBe(gibibytes * 1024 ** 3);
  });

  test.each(["db.x2g.large", "db.m7g.micro", "db.r7g.metal", "db.serverless", "db.m7g.small"])(
    "of %s nobody here knows",
    (name) => {
      expect(memoryOfClass(name)).toBeUndefined();
    },
  );

  test("are held against what it is told to take", () => {
    const said = (klass: string, connections: number) =>
      problems(`mysql: { driver: rds, class: ${klass}, maxConnections: ${connections} }`);
    // 8 GiB by 12582880.
    expect(said("db.m7g.large", 682)).toEqual([]);
    expect(said("db.m7g.large", 683)).toMatchObject([
      {
        rule: "connections-crowded",
        severity: "warning",
        path: "arboretum:stores.mysql.maxConnections",
        message: "Amazon reckons 682 connections for the memory of db.m7g.large, and it is told to take 683.",
      },
    ]);
    expect(said("db.x2g.large", 5000)).toEqual([]);
  });
});
