import { describe, expect, test } from "vitest";
import { askingIn, limitProblems, tooSmall } from "../../src/blueprint/smallest.ts";
import type { MemcachedStore } from "../../src/vocabulary/store.ts";
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

const asked = resources("100m", "128Mi");
const its = pod({ resources: asked });
const said = (name: string, ...path: readonly string[]) => ({
  name,
  resources: asked,
  said: path.length > 0 ? path : undefined,
});

describe("what asks for something, and the setting that says how much", () => {
  test.each([
    ["lms", ["scale", "lms"]],
    ["lms-worker-high-mem", ["scale", "lmsWorkerHighMem"]],
    ["ecommerce-worker", ["scale", "ecommerceWorker"]],
    ["xqueue-watcher", ["watcher"]],
    ["somebody", []],
  ])("of the process %s: %j", (name, path) => {
    const worker = workerOf(name, { pod: its });
    expect(askingIn([serviceOf("any", { workers: [worker] })], [], [])).toEqual([said(name, ...path)]);
    const web = webOf(name, { pod: its });
    expect(askingIn([serviceOf("any", { web })], [], [])).toEqual([said(name, ...path)]);
  });

  test("of a store is its section, whatever its driver, and object storage has one of its own", () => {
    const server = mysql({ name: "cache-memcached", resources: asked });
    const cache: MemcachedStore = { ...server, kind: "memcached", driver: "memcached", use: "cache" };
    expect(askingIn([], [mysql({ resources: asked }), cache, minio({ resources: asked })], [])).toEqual([
      said("mysql", "stores", "mysql"),
      said("cache-memcached", "stores", "cache"),
      said("minio", "objectStorage"),
    ]);
  });

  test("is asked of no store that is not one pod of ours", () => {
    expect(askingIn([], [operated(), ...elsewhere], [])).toEqual([]);
  });

  test("is said of what runs before a Job only where a section is about it", () => {
    const drill = pod({
      resources: asked,
      initial: [initial("scratch-mysql", asked), initial("scratch-mongodb", asked), initial("wait", asked)],
    });
    const all = [
      said("drill"),
      said("scratch-mysql", "backups", "drill"),
      said("scratch-mongodb", "backups", "drill"),
      said("wait"),
    ];
    const schedules = [scheduleOf("drill", drill)];
    expect(askingIn([serviceOf("backups", { schedules })], [], [])).toEqual(all);
    expect(askingIn([], [], [{ name: "db", needs: [], files: [], jobs: [jobOf("drill", drill)] }])).toEqual(
      all,
    );
  });

  test("of a chart's pods is the chart's business, and those without a component pull images", () => {
    const some = chartPods("1", "1Gi");
    const pods = [{ ...some, component: "notebook" }, some];
    expect(askingIn([serviceOf("hub", { chart: chartOf(pods) })], [], [])).toEqual([
      { name: "notebook", resources: some.resources },
      { name: "image-puller", resources: some.resources },
    ]);
  });
});

/** Problems with the bound that is there by default: 10m of processors, 16Mi of memory. */
const problemsOf = (lines: string, ...asking: Parameters<typeof tooSmall>[0]) =>
  tooSmall(asking, settledWith(lines));

describe("a request below the smallest", () => {
  const of = (cpu: string, memory: string, path?: readonly string[]) => ({
    name: "lms",
    resources: resources(cpu, memory),
    said: path,
  });

  test("is one only if it is really less", () => {
    expect(problemsOf("", of("10m", "16Mi"))).toEqual([]);
    expect(problemsOf("", of("9m", "16Mi"))).toMatchObject([{ path: "arboretum:limits.smallest.cpu" }]);
    expect(problemsOf("", of("10m", "15Mi"))).toMatchObject([{ path: "arboretum:limits.smallest.memory" }]);
  });

  test("is one for each amount that is too small", () => {
    expect(problemsOf("", of("1m", "1Mi"))).toMatchObject([
      { path: "arboretum:limits.smallest.cpu", message: expect.stringContaining("1m of processors") },
      { path: "arboretum:limits.smallest.memory", message: expect.stringContaining("1Mi of memory") },
    ]);
  });

  test("is found where somebody has said it, and the bound is to blame where nobody has", () => {
    const line = "  arboretum:scale: { lms: { cpu: 1m } }";
    expect(problemsOf(line, of("1m", "1Mi", ["scale", "lms"]))).toMatchObject([
      {
        rule: "request-too-small",
        path: "arboretum:scale.lms.cpu",
        place: { file: "Pulumi.qa.yaml", line: 5 },
      },
      { path: "arboretum:limits.smallest.memory" },
    ]);
  });

  test("says where it is by file, line and column, and nothing else", () => {
    const [said] = problemsOf("  arboretum:scale: { lms: { cpu: 1m } }", of("1m", "1Gi", ["scale", "lms"]));
    expect(Object.keys(said?.place ?? {}).sort()).toEqual(["column", "file", "line"]);
    const [unsaid] = problemsOf("", of("1m", "1Gi"));
    expect(unsaid?.place).toEqual({ file: "Pulumi.qa.yaml" });
  });

  test("of many is one mistake, if one bound is too high for all of them", () => {
    expect(problemsOf("", of("1m", "1Gi"), { ...of("2m", "1Gi"), name: "cms" })).toHaveLength(1);
  });
});

describe("what is presumed of a container", () => {
  const of = (lines: string) =>
    limitProblems(draftOf({ loaded: settledWith(`  arboretum:limits: ${lines}`) }));

  test.each([
    "{}",
    "{ smallest: { cpu: 100m, memory: 128Mi } }",
    "{ unsaid: { memory: 512Mi, memoryLimit: 512Mi } }",
  ])("may be as little as is allowed: %s", (lines) => {
    expect(of(lines)).toEqual([]);
  });

  test.each([
    [
      "{ smallest: { cpu: 101m } }",
      "cpu",
      "100m is less than the 101m of arboretum:limits.smallest.cpu",
      "101m",
    ],
    [
      "{ smallest: { memory: 129Mi } }",
      "memory",
      "128Mi is less than the 129Mi of arboretum:limits.smallest.memory",
      "129Mi",
    ],
    [
      "{ unsaid: { memory: 513Mi } }",
      "memoryLimit",
      "512Mi is less than the 513Mi of arboretum:limits.unsaid.memory",
      "513Mi",
    ],
  ])("is refused where it is less: %s", (lines, kind, message, least) => {
    expect(of(lines)).toEqual([
      {
        severity: "error",
        rule: "limits-contradict",
        place: { file: "Pulumi.qa.yaml" },
        path: `arboretum:limits.unsaid.${kind}`,
        message: `${message}.`,
        remedy: `Write at least ${least}.`,
      },
    ]);
  });

  test("is refused at its place, where somebody has said it", () => {
    expect(of("{ unsaid: { cpu: 1m } }")).toMatchObject([{ place: { file: "Pulumi.qa.yaml", line: 5 } }]);
  });
});
