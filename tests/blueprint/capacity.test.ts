import { describe, expect, test } from "vitest";
import { databaseConnections, demand, quota } from "../../src/blueprint/capacity.ts";
import { bytesOf, cpu, memory, millicoresOf } from "../../src/vocabulary/quantity.ts";
import { composed, deploymentOf, serviceOf } from "../house.ts";

const PROFILES = ["ci", "small", "medium", "large"] as const;
const enough = "stores: { mysql: { maxConnections: 2000 } }";
const of = (profile: string, ...lines: readonly string[]) =>
  deploymentOf(composed("qa", [`scale: { profile: ${profile} }`, enough, ...lines]));

describe("quantities", () => {
  test.each([
    ["2Gi", 2 * 1024 ** 3],
    ["512Mi", 512 * 1024 ** 2],
    ["1G", 1e9],
    ["1.5Gi", 1.5 * 1024 ** 3],
    ["100", 100],
  ])("%s is %d bytes", (quantity, bytes) => {
    expect(bytesOf(quantity)).toBe(bytes);
  });

  test.each([
    ["500m", 500],
    ["2", 2000],
    ["0.5", 500],
  ])("%s is %d thousandths of a processor", (quantity, millicores) => {
    expect(millicoresOf(quantity)).toBe(millicores);
  });

  test("are written so that nothing is lost", () => {
    for (const bytes of [1, 1024 ** 2, 1.5 * 1024 ** 3, 7 * 1024 ** 3]) {
      expect(bytesOf(memory(bytes))).toBeGreaterThanOrEqual(bytes);
    }
    for (const millicores of [1, 250, 999.5, 1000, 12_340]) {
      expect(millicoresOf(cpu(millicores))).toBeGreaterThanOrEqual(millicores);
    }
    expect(memory(2 * 1024 ** 3)).toBe("2Gi");
    expect(cpu(3000)).toBe("3");
  });
});

describe("the profiles", () => {
  test.each(PROFILES.slice(1))("%s never asks for less than the one before", (profile) => {
    const before = of(PROFILES[PROFILES.indexOf(profile) - 1] ?? "");
    const here = of(profile);
    for (const load of ["lowest", "highest"] as const) {
      const [less, more] = [
        demand(before.services, before.stores, load),
        demand(here.services, here.stores, load),
      ];
      for (const what of ["pods", "cpu", "memory"] as const) {
        expect(more[what]).toBeGreaterThanOrEqual(less[what]);
      }
    }
  });

  test("what is said wins over the profile, one thing at a time", () => {
    const lms = serviceOf(
      deploymentOf(composed("qa", ["scale: { profile: medium, lms: { replicas: { min: 3, max: 4 } } }"])),
      "lms",
    );
    expect(lms.web?.scaling).toEqual({ by: "cpu", min: 3, max: 4, target: 75 });
    expect(lms.web?.processes).toBe(2);
  });

  test.each([
    [1, 1],
    [4, 1],
    [5, 2],
    [28, 7],
    [70, 18],
  ])("of %d replicas at most a rollout starts %d at a time, never none and never all", (max, surge) => {
    const line = `scale: { lms: { replicas: { min: 1, max: ${max} } } }`;
    const lms = serviceOf(deploymentOf(composed("qa", [line, enough])), "lms");
    expect(lms.web?.surge).toBe(surge);
  });

  test("as many at most as at least is a fixed number, which no autoscaler moves", () => {
    const line = "scale: { lms: { replicas: { min: 3, max: 3 } } }";
    const lms = serviceOf(deploymentOf(composed("qa", [line])), "lms");
    expect(lms.web?.scaling).toEqual({ by: "fixed", replicas: 3 });
  });

  test("the processes of the server are those of the arithmetic", () => {
    const lms = serviceOf(deploymentOf(composed("qa", ["scale: { lms: { processes: 5 } }"])), "lms");
    expect(lms.web?.processes).toBe(5);
    const ini = lms.files.find(({ name }) => name === "lms-uwsgi")?.entries["uwsgi.ini"];
    expect(JSON.stringify(ini)).toContain("processes = 5\\n");
  });
});

describe("the quota", () => {
  test("has room for all replicas, a rollout and every Job, those of the stores included", () => {
    const blueprint = of("small");
    const { services, stores, preparations } = blueprint;
    const lms = serviceOf(blueprint, "lms");
    const limits = quota({ services, stores, preparations });
    const highest = demand(services, stores, "highest");
    const jobs = preparations.flatMap((one) => one.jobs).length;
    expect(limits.pods).toBeGreaterThanOrEqual(highest.pods + 4 + jobs);
    const one = millicoresOf(lms.web?.pod.resources.cpu.request ?? "");
    expect(millicoresOf(limits.cpu)).toBeGreaterThanOrEqual(highest.cpu + one + 2 * 500 + 3 * 100);
  });

  test("counts every pod that a rollout starts beside the old ones, and a tenth more of all", () => {
    const { services, stores, preparations, namespaces } = of("large");
    const jobs = preparations.flatMap((one) => one.jobs).length;
    // 70 pods of the LMS and 18 new ones, 10 of Studio and 3, 12 and 3 of each that serves files, 6 stores.
    expect(namespaces[0].quota.pods).toBe(Math.ceil((70 + 18 + 10 + 3 + 2 * (12 + 3) + 6 + jobs) * 1.1));
    const slower = services.map(({ web, ...service }) => ({
      ...service,
      ...(web ? { web: { ...web, surge: 1 } } : {}),
    }));
    expect(quota({ services: slower, stores, preparations }).pods).toBe(
      Math.ceil((70 + 1 + 10 + 1 + 2 * (12 + 1) + 6 + jobs) * 1.1),
    );
  });
});

describe("connections to MySQL", () => {
  test("are two for each process of all pods, of the new pods of a rollout, and of one Job", () => {
    const { services } = of("small");
    // 6 pods of the LMS and 2 more, 4 of Studio and 1 more, 2 processes each, 1 Job; the platform and its history are 2 databases.
    expect(databaseConnections(services)).toBe((8 * 2 + 1 + 5 * 2 + 1) * 2);
  });

  test("are counted where nothing scales as well", () => {
    const { services } = deploymentOf(
      composed("qa", ["scale: { profile: ci, lms: { replicas: { min: 3, max: 3 } } }"]),
    );
    expect(databaseConnections(services)).toBe((4 * 2 + 1 + 2 * 2 + 1) * 2);
  });

  test("that are too many are refused at the setting, with the number to write", () => {
    const lines = (most: number) => [
      "scale: { profile: large }",
      `stores: { mysql: { maxConnections: ${most} } }`,
    ];
    const needed = Math.ceil((((70 + 18) * 4 + 1 + (10 + 3) * 2 + 1) * 2) / 0.8);
    const [problem, ...more] = composed("qa", lines(needed - 1)).problems;
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "connections-exceeded",
      path: "arboretum:stores.mysql.maxConnections",
    });
    expect(problem?.place).toMatchObject({ file: "Pulumi.qa.yaml", line: expect.any(Number) });
    expect(problem?.remedy).toContain(`at least ${needed}`);
    expect(composed("qa", lines(needed)).problems).toEqual([]);
  });
});
