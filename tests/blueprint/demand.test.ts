import { describe, expect, test } from "vitest";
import {
  connectionProblems,
  connectionsAccepted,
  connectionsToAccept,
  databaseConnections,
  demand,
  quota,
} from "../../src/blueprint/capacity.ts";
import type { Service } from "../../src/blueprint/model.ts";
import type { Pod, Scaling } from "../../src/vocabulary/workload.ts";
import { draftOf, settledWith } from "./draft.ts";
import {
  chartOf,
  chartPods,
  elsewhere,
  initial,
  jobOf,
  minio,
  mysql,
  operated,
  pod,
  resources,
  scheduleOf,
  serviceOf,
  webOf,
  workerOf,
} from "./handmade.ts";

const Mi = 1024 ** 2;

const asking = (cpu: string, memory: string, more: Partial<Pod> = {}): Pod =>
  pod({ resources: resources(cpu, memory, "1Gi", "2"), ...more });

const webWith = (its: Pod, scaling: Scaling = { by: "fixed", replicas: 1 }): Service =>
  serviceOf("lms", { web: webOf("lms", { pod: its, scaling }) });

const byQueue: Scaling = {
  by: "queue",
  min: 3,
  max: 9,
  lists: [],
  cooldown: 60,
  broker: { speaks: "redis", address: "broker:6379", tls: false, login: { files: "login", entries: [] } },
};

describe("what services ask for", () => {
  test.each([
    [{ by: "fixed", replicas: 4 }, 4, 4],
    [{ by: "cpu", min: 2, max: 7, target: 75 }, 2, 7],
    [byQueue, 3, 9],
  ] as const)("is that of each pod, as often as there is one: %j", (scaling, lowest, highest) => {
    const services = [webWith(asking("100m", "10Mi"), scaling)];
    const times = (pods: number) => ({
      pods,
      cpu: 100 * pods,
      memory: 10 * Mi * pods,
      cpuLimit: 2000 * pods,
      memoryLimit: 1024 * Mi * pods,
    });
    expect(demand(services, [], "lowest")).toEqual(times(lowest));
    expect(demand(services, [], "highest")).toEqual(times(highest));
  });

  test("counts workers beside whoever answers, and those of a service that answers nobody", () => {
    const worker = workerOf("reports", { pod: asking("50m", "5Mi"), scaling: { by: "fixed", replicas: 2 } });
    const both = { ...webWith(asking("100m", "10Mi")), workers: [worker] };
    expect(demand([both], [], "highest")).toMatchObject({ pods: 3, cpu: 200, memory: 20 * Mi });
    expect(demand([serviceOf("mail", { workers: [worker] })], [], "highest")).toMatchObject({
      pods: 2,
      cpu: 100,
      memory: 10 * Mi,
    });
  });

  test("is without a bound of processors as soon as one pod has none, and not where there are none of it", () => {
    const free = pod({ resources: resources("100m", "10Mi") });
    const scaling: Scaling = { by: "cpu", min: 0, max: 1, target: 75 };
    const services = [webWith(free, scaling), webWith(asking("1m", "1Mi"))];
    expect(demand(services, [], "highest").cpuLimit).toBe(Number.POSITIVE_INFINITY);
    expect(demand(services, [], "lowest").cpuLimit).toBe(2000);
  });

  test("is nothing where nothing runs", () => {
    expect(demand([], [], "highest")).toEqual({ pods: 0, cpu: 0, memory: 0, cpuLimit: 0, memoryLimit: 0 });
  });

  test("of a chart is nothing before somebody comes, and then as many pods as it may have", () => {
    const pods = [chartPods("200m", "20Mi", { most: 5 })];
    const hub = serviceOf("hub", { chart: chartOf(pods) });
    expect(demand([hub], [], "lowest")).toMatchObject({ pods: 0, cpu: 0, memory: 0, cpuLimit: 0 });
    expect(demand([hub], [], "highest")).toMatchObject({
      pods: 5,
      cpu: 1000,
      memory: 100 * Mi,
      cpuLimit: 1000,
      memoryLimit: 100 * Mi,
    });
  });
});

describe("a pod in which something runs before", () => {
  const of = (its: Pod) => demand([webWith(its)], [], "lowest");
  const large = resources("500m", "50Mi", "2Gi", "5");
  const small = resources("1m", "1Mi", "1Mi", "1m");

  test("counts as the larger of the two, for they never run at once", () => {
    expect(
      of(asking("100m", "10Mi", { initial: [initial("first", large), initial("then", small)] })),
    ).toEqual({
      pods: 1,
      cpu: 500,
      memory: 50 * Mi,
      cpuLimit: 5000,
      memoryLimit: 2048 * Mi,
    });
    expect(of(asking("100m", "10Mi", { initial: [initial("then", small)] }))).toMatchObject({
      cpu: 100,
      memory: 10 * Mi,
    });
  });

  test("counts each amount by itself", () => {
    const lopsided = resources("500m", "1Mi", "1Mi", "1m");
    expect(of(asking("100m", "10Mi", { initial: [initial("first", lopsided)] }))).toMatchObject({
      cpu: 500,
      memory: 10 * Mi,
      cpuLimit: 2000,
      memoryLimit: 1024 * Mi,
    });
  });

  test("and stays beside it counts as both", () => {
    const beside = [initial("proxy", large, { beside: true }), initial("other", small, { beside: true })];
    expect(of(asking("100m", "10Mi", { initial: beside }))).toEqual({
      pods: 1,
      cpu: 601,
      memory: 61 * Mi,
      cpuLimit: 7001,
      memoryLimit: (2048 + 1024 + 1) * Mi,
    });
  });
});

describe("what stores ask for", () => {
  const of = (...stores: Parameters<typeof demand>[1]) => demand([], stores, "lowest");
  const asked = resources("100m", "10Mi", "20Mi", "1");

  test("is one pod each, and one for each server of object storage that is spread", () => {
    expect(of(mysql({ resources: asked }))).toMatchObject({ pods: 1, cpu: 100, memory: 10 * Mi });
    expect(of(minio({ resources: asked }))).toMatchObject({ pods: 1, cpu: 100 });
    const spread = minio({ driver: "distributed", resources: asked, spread: { servers: 4, disks: 2 } });
    expect(of(spread)).toMatchObject({ pods: 4, cpu: 400, memoryLimit: 80 * Mi });
  });

  test("of several members includes what stands before them, and what their operator puts beside each and once more", () => {
    expect(of(operated({ members: 3, resources: asked }))).toMatchObject({
      pods: 3 + 4,
      cpu: 3 * 100 + 4 * 200,
      memory: (3 * 10 + 4 * 512) * Mi,
      memoryLimit: (3 * 20 + 4 * 1024) * Mi,
    });
    const proxy = { name: "proxy", image: "example/proxy:1", replicas: 2, resources: resources("7m", "7Mi") };
    expect(of(operated({ members: 3, resources: asked, proxy }))).toMatchObject({
      pods: 3 + 4 + 2,
      cpu: 3 * 100 + 4 * 200 + 2 * 7,
    });
  });

  test.each(elsewhere)("of somebody else is nothing here: $driver", (store) => {
    expect(of(store)).toMatchObject({ pods: 0, cpu: 0, memory: 0 });
  });
});

describe("a quota", () => {
  const nothing = { services: [], stores: [], preparations: [] };
  const pods = (count: number): Service => webWith(asking("100m", "100Mi"), { by: "fixed", replicas: count });

  test("has a tenth more than all, in everything", () => {
    expect(quota({ ...nothing, services: [pods(20)] })).toEqual({
      cpu: "2200m",
      memory: "2200Mi",
      cpuLimit: "44",
      memoryLimit: "22Gi",
      pods: 22,
    });
  });

  test("has room for the new pods of a rollout, for Jobs and for what runs at times", () => {
    const rolling = serviceOf("lms", { web: webOf("lms", { pod: asking("100m", "100Mi"), surge: 4 }) });
    expect(quota({ ...nothing, services: [rolling] })).toMatchObject({ cpu: "550m", pods: 6 });
    const preparations = [
      {
        name: "db",
        needs: [],
        files: [],
        jobs: [jobOf("a", asking("1", "1Gi")), jobOf("b", asking("1", "1Gi"))],
      },
    ];
    expect(quota({ ...nothing, preparations })).toMatchObject({ cpu: "2200m", pods: 3 });
    const services = [serviceOf("lms", { schedules: [scheduleOf("nightly", asking("1", "1Gi"))] })];
    expect(quota({ ...nothing, services })).toMatchObject({ cpu: "1100m", pods: 2 });
  });

  test("says nothing of processors at most where a pod has no limit of them", () => {
    const services = [webWith(pod({ resources: resources("100m", "100Mi") }))];
    expect(quota({ ...nothing, services })).not.toHaveProperty("cpuLimit");
  });

  test("is never less than a chart needs, and more where its pods ask for more", () => {
    const asked = [chartPods("100m", "100Mi", { most: 10 })];
    const of = (atLeast: Parameters<typeof chartOf>[1]) =>
      quota({ ...nothing, services: [serviceOf("hub", { chart: chartOf(asked, atLeast) })] });
    expect(of({})).toMatchObject({
      cpu: "1100m",
      memory: "1100Mi",
      cpuLimit: "1100m",
      memoryLimit: "1100Mi",
    });
    expect(of({ cpu: "8", memory: "8Gi", cpuLimit: "80", memoryLimit: "80Gi" })).toMatchObject({
      cpu: "8",
      memory: "8Gi",
      cpuLimit: "80",
      memoryLimit: "80Gi",
    });
  });
});

describe("connections to MySQL", () => {
  const lms = serviceOf("lms", {
    web: webOf("lms", { scaling: { by: "cpu", min: 2, max: 10, target: 75 }, surge: 3, processes: 4 }),
    databases: ["openedx", "history"],
  });

  test.each([
    ["two for each process at the most, of a rollout too, and of one migration", lms, ((10 + 3) * 4 + 1) * 2],
    ["one more for each of what runs at times", { ...lms, schedules: [scheduleOf("a")] }, (13 * 4 + 2) * 2],
    ["those of a migration where nothing runs", serviceOf("x", { databases: ["x"] }), 1],
    ["none without a database", { ...lms, databases: [] }, 0],
  ])("are %s", (_, service, connections) => {
    expect(databaseConnections([service])).toBe(connections);
  });

  test("are those of all services together, and a fifth of what is accepted stays free", () => {
    expect(databaseConnections([lms, lms])).toBe(212);
    expect(connectionsToAccept([lms, lms])).toBe(265);
  });

  test("are accepted as its server says, whoever runs that, and none are where there is none", () => {
    expect(connectionsAccepted([minio(), mysql({ maxConnections: 150 })])).toBe(150);
    expect(connectionsAccepted(elsewhere)).toBe(300);
    expect(connectionsAccepted([operated()])).toBe(0);
    expect(connectionsAccepted([minio()])).toBe(0);
  });

  test("may be exactly four fifths of those that are accepted, and not one more", () => {
    const loaded = settledWith("  arboretum:stores: { mysql: { maxConnections: 132 } }");
    const problems = (maxConnections: number) =>
      connectionProblems(draftOf({ services: [lms], stores: [mysql({ maxConnections })], loaded }));
    expect(problems(133)).toEqual([]);
    expect(problems(132)).toMatchObject([
      {
        severity: "error",
        rule: "connections-exceeded",
        place: { file: "Pulumi.qa.yaml", line: 5, column: expect.any(Number) },
        path: "arboretum:stores.mysql.maxConnections",
        message: expect.stringContaining("hold 106 connections, and of 132"),
        remedy: expect.stringContaining("at least 133"),
      },
    ]);
  });
});
