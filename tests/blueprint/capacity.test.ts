import { describe, expect, test } from "vitest";
import { databaseConnections, demand, processesOf, quota } from "../../src/blueprint/capacity.ts";
import { bytesOf, cpu, memory, millicoresOf } from "../../src/vocabulary/quantity.ts";
import type { Worker } from "../../src/vocabulary/workload.ts";
import { composed, deploymentOf, serviceOf } from "../house.ts";

const PROFILES = ["ci", "small", "medium", "large"] as const;
const enough = "stores: { mysql: { maxConnections: 20000 } }";
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

/** The LMS alone, with the workers that a test gives it. */
const lmsWith = (profile: string, workers: readonly Worker[] = []) => {
  const lms = serviceOf(of(profile), "lms");
  if (lms.web === undefined) throw new Error("there is no LMS");
  return { ...lms, web: lms.web, workers, schedules: [] };
};

const worker = (replicas: number, processes: number): Worker => {
  const { web } = lmsWith("ci");
  return {
    name: "reports",
    pod: web.pod,
    scaling: { by: "fixed", replicas },
    surge: 1,
    processes,
    evictable: true,
  };
};

describe("the quota", () => {
  test("has room for all replicas, a rollout and every Job, those of the stores included", () => {
    const { services, stores, preparations } = of("small");
    const limits = quota({ services, stores, preparations });
    const highest = demand(services, stores, "highest");
    const surging = processesOf(services);
    const jobs = preparations.flatMap(({ jobs }) => jobs);
    expect(jobs.length).toBeGreaterThanOrEqual(5);
    const surge = surging.reduce((total, process) => total + process.surge, 0);
    expect(limits.pods).toBeGreaterThanOrEqual(highest.pods + surge + jobs.length);
    const cpus = [
      ...surging.map(({ pod, surge }) => millicoresOf(pod.resources.cpu.request) * surge),
      ...jobs.map(({ pod }) => millicoresOf(pod.resources.cpu.request)),
    ];
    expect(millicoresOf(limits.cpu)).toBeGreaterThanOrEqual(highest.cpu + cpus.reduce((a, b) => a + b, 0));
  });

  test("counts every pod that a rollout starts beside the old ones, and a tenth more of all", () => {
    const { stores } = of("large");
    const parts = (surge: number) => {
      const { web, ...lms } = lmsWith("large", [worker(3, 1)]);
      return { services: [{ ...lms, web: { ...web, surge } }], stores, preparations: [] };
    };
    // 70 pods and 18 new ones, 3 workers and 1 new one, 7 stores.
    expect(quota(parts(18)).pods).toBe(Math.ceil((70 + 18 + 4 + 7) * 1.1));
    // 110 and not 111, which 100 times 1.1 is to a computer.
    expect(quota(parts(19)).pods).toBe(110);
    expect(quota(parts(1)).pods).toBe(Math.ceil((70 + 1 + 4 + 7) * 1.1));
  });

  test("limits processors only where every pod has a limit, for it would refuse the others", () => {
    expect(of("small").namespaces[0].quota.cpuLimit).toBeUndefined();
    const limited = of("small", "limits: { processors: 3 }");
    const { namespaces } = limited;
    const { request, limit } = serviceOf(limited, "lms").web?.pod.resources.cpu ?? {};
    expect(millicoresOf(limit ?? "0")).toBe(3 * millicoresOf(request ?? "0"));
    expect(millicoresOf(namespaces[0].quota.cpuLimit ?? "0")).toBeGreaterThan(0);
  });
});

describe("connections to MySQL", () => {
  test("are two for each process of all pods, of the new pods of a rollout, and of one Job", () => {
    // 6 pods and 2 more, 2 processes each, 1 Job; the platform and its history are 2 databases.
    expect(databaseConnections([lmsWith("small")])).toBe((8 * 2 + 1) * 2);
  });

  test("are held by workers as well, by each of their processes", () => {
    expect(databaseConnections([lmsWith("small", [worker(3, 4)])])).toBe((8 * 2 + 4 * 4 + 1) * 2);
  });

  test("are counted where nothing scales as well", () => {
    const lms = lmsWith("ci");
    const fixed = { ...lms, web: { ...lms.web, scaling: { by: "fixed", replicas: 3 } as const } };
    expect(databaseConnections([fixed])).toBe((4 * 2 + 1) * 2);
  });

  test("that are too many are refused at the setting, with the number to write", () => {
    const lines = (most: number) => [
      "scale: { profile: large }",
      `stores: { mysql: { maxConnections: ${most} } }`,
    ];
    // A fifth stays free.
    const needed = Math.ceil(databaseConnections(of("large").services) / 0.8);
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

describe("sizes that nobody has measured", () => {
  const problems = (stage: string, scale: string) =>
    composed(stage, [`scale: ${scale}`, "stores: { mysql: { maxConnections: 20000 } }"]).problems;

  test("are named in the last stage, where learners depend on them, and the remedy silences it", () => {
    const [problem, ...more] = problems("production", "{ profile: large }");
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ rule: "scale-unmeasured", severity: "warning" });
    expect(problem?.message).toContain("lmsWorkerHighMem");
    expect(problems("production", "{ profile: large, acceptUnmeasured: true }")).toEqual([]);
  });

  test("are nobody's business before, and those that were measured nowhere", () => {
    expect(problems("qa", "{ profile: large }")).toEqual([]);
    expect(problems("production", "{ profile: medium }")).toEqual([]);
  });
});
