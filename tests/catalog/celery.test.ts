import { describe, expect, test } from "vitest";
import {
  beatCommand,
  celeryCommand,
  celerySettings,
  SCHEDULE,
  settingOf,
  visibilityTimeout,
  type WorkerGroup,
  workerGroups,
  workerScaling,
} from "../../src/catalog/celery.ts";
import { LAYOUTS, mayRepeat, mustNotRepeat, QUEUES, TASKS } from "../../src/catalog/celeryTable.ts";
import type { Variant } from "../../src/catalog/edxapp/variant.ts";
import { resourcesOf } from "../../src/catalog/scale.ts";
import type { SupportedRelease } from "../../src/releases/release.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { type Profile, scale } from "../../src/settings/sections/scale.ts";
import { bytesOf } from "../../src/vocabulary/quantity.ts";

const PROFILES: readonly Profile[] = ["ci", "small", "medium", "large", "xlarge"];
const VARIANTS: readonly Variant[] = ["lms", "cms"];
const DAY = 86_400;
const HOUR = 3600;

function release(name: string): SupportedRelease {
  const found = supportedReleases.get(name);
  if (found === undefined) throw new Error(`there is no release ${name}`);
  return found;
}

const groupsOf = (variant: Variant, said: object, name = "verawood") =>
  workerGroups(variant, scale.parse(said), release(name));

const named = (groups: readonly WorkerGroup[], name: string): WorkerGroup => {
  const found = groups.find((group) => group.name === name);
  if (found === undefined) throw new Error(`there are no workers ${name}`);
  return found;
};

const everyGroup = [...supportedReleases.values()].flatMap((one) =>
  PROFILES.flatMap((profile) =>
    VARIANTS.flatMap((variant) =>
      groupsOf(variant, { profile }, one.name).map((group) => ({
        what: `${group.name} of ${one.name}, ${profile}`,
        release: one,
        group,
      })),
    ),
  ),
);

describe.each([...supportedReleases.values()])("the workers of $name", ({ name, dialect }) => {
  const { queues } = dialect.celery;

  test.each(PROFILES)("serve each of its queues once, %s", (profile) => {
    for (const variant of VARIANTS) {
      const served = groupsOf(variant, { profile }, name).flatMap((group) => group.queues);
      const wanted =
        queues.form === "named"
          ? queues[variant]
          : QUEUES.map((queue) => queue.name).filter((one) => one.includes(variant));
      expect(served.map((queue) => queue.name).sort()).toEqual([...wanted].sort());
    }
  });
});

test("a release without a queue has nobody who waits for it", () => {
  const { dialect, ...rest } = release("verawood");
  const queues = { form: "named", lms: ["edx.lms.core.default"], cms: [] } as const;
  const older = { ...rest, dialect: { ...dialect, celery: { ...dialect.celery, queues } } };
  expect(workerGroups("lms", scale.parse({ profile: "large" }), older).map(({ name }) => name)).toEqual([
    "lms-worker",
  ]);
});

test("a small platform keeps no pods for single queues, a large one does", () => {
  const names = (profile: Profile) =>
    VARIANTS.flatMap((one) => groupsOf(one, { profile }).map(({ name }) => name));
  expect(names("small")).toEqual(["lms-worker", "cms-worker"]);
  expect(names("medium")).toEqual(["lms-worker", "lms-worker-high-mem", "cms-worker"]);
  expect(names("large")).toEqual([
    "lms-worker",
    "lms-worker-high",
    "lms-worker-high-mem",
    "cms-worker",
    "cms-worker-low",
  ]);
});

describe.each(everyGroup)("$what", ({ group, release }) => {
  const command = celeryCommand(group, release);

  test("says every option once", () => {
    const options = command.map((one) => one.split("=", 1).join(""));
    expect(new Set(options).size).toBe(options.length);
  });

  test("never starts a process for every processor of its node, and never talks to other workers", () => {
    expect(command).toContain(`--concurrency=${group.size.processes}`);
    expect(command).toContain("--without-gossip");
    expect(command).toContain("--without-mingle");
  });

  test("has processes that are replaced before the pod is killed for its memory", () => {
    const limit = bytesOf(resourcesOf(group.size).memory.limit);
    expect(group.memoryPerChild * 1024 * group.size.processes).toBeLessThan(limit);
    expect(group.memoryPerChild).toBeGreaterThan(512 * 1024);
  });

  test("may finish its longest task before it is killed", () => {
    expect(group.grace).toBeGreaterThanOrEqual(group.longest ?? 600);
  });
});

test("whoever works on reports is told so by name, alone, and to no end but its own", () => {
  const reports = named(groupsOf("lms", { profile: "medium" }), "lms-worker-high-mem");
  expect(celeryCommand(reports, release("verawood"))).toEqual([
    "celery",
    "--app=lms.celery",
    "worker",
    "--loglevel=info",
    "--hostname=lms-worker-high-mem@%h",
    "--queues=edx.lms.core.high_mem",
    "--concurrency=1",
    "--max-tasks-per-child=1",
    "--max-memory-per-child=5347737",
    "--prefetch-multiplier=1",
    "--without-gossip",
    "--without-mingle",
  ]);
  expect(reports).toMatchObject({ grace: 4 * HOUR, steady: true });
});

test("the ordinary workers beside them may be moved", () => {
  const ordinary = named(groupsOf("lms", { profile: "medium" }), "lms-worker");
  expect(ordinary).toMatchObject({ grace: 600, steady: false });
});

test("workers that have the reports among their queues get their time too", () => {
  expect(named(groupsOf("lms", { profile: "small" }), "lms-worker")).toMatchObject({
    grace: 4 * HOUR,
    steady: true,
    tasksPerChild: 100,
  });
});

test("a flag that a release adds is kept, and one that it says otherwise is ours", () => {
  const { dialect, ...rest } = release("verawood");
  const flags = ["--max-tasks-per-child=5", "--disable-prefetch"];
  const other = { ...rest, dialect: { ...dialect, celery: { ...dialect.celery, flags } } };
  const [group] = workerGroups("lms", scale.parse({ profile: "ci" }), other);
  const command = group === undefined ? [] : celeryCommand(group, other);
  expect(command).toContain("--max-tasks-per-child=100");
  expect(command).not.toContain("--max-tasks-per-child=5");
  expect(command.at(-1)).toBe("--disable-prefetch");
});

test("Quince is told which queue is not its own", () => {
  const [group] = groupsOf("lms", { profile: "ci" }, "quince");
  expect(group && celeryCommand(group, release("quince"))).toContain("--exclude-queues=edx.cms.core.default");
});

test("workers of Quince that share the queues with others are told theirs by name", () => {
  const apart = named(groupsOf("lms", { profile: "medium" }, "quince"), "lms-worker");
  const command = celeryCommand(apart, release("quince"));
  expect(command).toContain("--queues=edx.lms.core.default,edx.lms.core.high");
  expect(command.join(" ")).not.toContain("--exclude-queues");
});

test("a release that names its queues has none to exclude, whoever works on them", () => {
  const [alone] = groupsOf("lms", { profile: "small" });
  expect(alone && celeryCommand(alone, release("verawood"))).toContain(
    "--queues=edx.lms.core.default,edx.lms.core.high,edx.lms.core.high_mem",
  );
});

test("what nobody knows of a queue says nothing of the others, and of none but such nothing is known", () => {
  const longest = (profile: Profile) => named(groupsOf("lms", { profile }), "lms-worker").longest;
  expect(longest("small")).toBe(4 * HOUR);
  expect(longest("medium")).toBeUndefined();
});

describe("the memory of each process", () => {
  const of = (memory: string, processes: number) =>
    named(groupsOf("cms", { profile: "small", cmsWorker: { memory, processes } }), "cms-worker")
      .memoryPerChild;

  test("is its part of nine tenths of the limit, without what their parent needs", () => {
    // The limit is half as much again: 3 GiB, of which 2.7 are usable and 0.3 are the parent's.
    expect(of("2Gi", 1)).toBe(2.4 * 1024 ** 2 - 0.4);
    expect(of("2Gi", 2)).toBe(1.2 * 1024 ** 2 - 0.2);
  });

  test("is never less than nothing", () => {
    expect(of("100Mi", 1)).toBe(0);
  });
});

describe("a task", () => {
  const both = VARIANTS.flatMap((variant) => groupsOf(variant, { profile: "large" }));
  const { CELERY_ANNOTATIONS: annotations } = celerySettings(both);

  test("stands in the table once", () => {
    expect(new Set(TASKS.map(({ name }) => name)).size).toBe(TASKS.length);
  });

  test.each(TASKS.filter((task) => !mayRepeat(task)))(
    "is better lost than done twice: $name",
    ({ name, queue }) => {
      expect(annotations).not.toHaveProperty([name]);
      expect(mustNotRepeat(queue).map((task) => task.name)).toContain(name);
    },
  );

  test.each(TASKS.filter(mayRepeat))("is not lost with its worker: $name", ({ name }) => {
    expect(annotations).toHaveProperty([name, "acks_late"], true);
  });

  test("that ran out of memory is not begun again for ever", () => {
    for (const { name, queue } of TASKS.filter(mayRepeat)) {
      expect(annotations).toHaveProperty([name, "reject_on_worker_lost"], queue !== "edx.lms.core.high_mem");
    }
  });

  test("of another variant is nothing to Studio", () => {
    const studio = celerySettings(groupsOf("cms", { profile: "large" })).CELERY_ANNOTATIONS;
    expect(studio).toEqual({});
  });
});

describe("the broker hands a task out again", () => {
  test("after the longest delay, where nobody works", () => {
    expect(visibilityTimeout([], DAY)).toBe(DAY);
  });

  test("after the farewell of a worker, where nobody knows how long its tasks are", () => {
    expect(visibilityTimeout(groupsOf("cms", { profile: "small" }), DAY)).toBe(DAY + 600 + 600);
  });

  test.each(PROFILES)(
    "after the longest delay, the longest task and the longest farewell together, %s",
    (profile) => {
      const both = VARIANTS.flatMap((variant) => groupsOf(variant, { profile }));
      expect(visibilityTimeout(both, 7 * DAY)).toBe(7 * DAY + 4 * HOUR + 4 * HOUR);
    },
  );

  test("and Studio, on the same broker, has to be told the same, so both are counted", () => {
    const studio = visibilityTimeout(groupsOf("cms", { profile: "medium" }), DAY);
    const both = VARIANTS.flatMap((variant) => groupsOf(variant, { profile: "medium" }));
    expect(visibilityTimeout(both, DAY)).toBeGreaterThan(studio);
  });
});

describe("pods are added", () => {
  const reports = named(groupsOf("lms", { profile: "medium" }), "lms-worker-high-mem");
  const ordinary = named(groupsOf("lms", { profile: "medium" }), "lms-worker");

  const broker = {
    speaks: "redis",
    address: "broker.campus.svc:6379",
    tls: false,
    login: { files: "login", entries: ["password"] },
  } as const;

  test("by the tasks that wait: one for every ten, and one for each report", () => {
    expect(workerScaling(ordinary, broker)).toEqual({
      by: "queue",
      min: 1,
      max: 20,
      lists: [
        { list: "edx.lms.core.default", waitingPerPod: 10 },
        { list: "edx.lms.core.high", waitingPerPod: 10 },
      ],
      cooldown: 300,
      broker,
    });
    expect(workerScaling(reports, broker)).toMatchObject({
      min: 1,
      cooldown: 1800,
      lists: [{ waitingPerPod: 1 }],
    });
  });

  test("for all their queues, and stay as long as the slowest of them needs", () => {
    const all = named(groupsOf("lms", { profile: "small" }), "lms-worker");
    expect(workerScaling(all, broker)).toMatchObject({
      cooldown: 1800,
      lists: [{ waitingPerPod: 10 }, { waitingPerPod: 10 }, { waitingPerPod: 1 }],
    });
  });

  test("by processor where nothing counts tasks", () => {
    expect(workerScaling(ordinary, undefined)).toEqual({ by: "cpu", min: 1, max: 20, target: 75 });
  });

  test("not at all where one is enough", () => {
    expect(workerScaling({ ...ordinary, size: { ...ordinary.size, max: 1 } }, broker)).toEqual({
      by: "fixed",
      replicas: 1,
    });
  });
});

test("no scheduler runs for an empty schedule", () => {
  expect(beatCommand("lms", SCHEDULE)).toBeUndefined();
});

test("a scheduler keeps what it knows where it may write, and no file that says who it is", () => {
  expect(beatCommand("cms", { nightly: { task: "x" } })).toEqual([
    "celery",
    "--app=cms.celery",
    "beat",
    "--loglevel=info",
    "--pidfile=",
    "--schedule=/tmp/celerybeat-schedule",
  ]);
});

test("every group of a layout has a setting of its own for its size", () => {
  const names = new Set(VARIANTS.flatMap((variant) => Object.values(LAYOUTS[variant]).flatMap(Object.keys)));
  expect(new Set([...names].map(settingOf)).size).toBe(names.size);
  expect([...names].map(settingOf)).not.toContain(undefined);
});
