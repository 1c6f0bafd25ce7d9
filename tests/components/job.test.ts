import { describe, expect, test } from "vitest";
import { jobArgs, jobOptions } from "../../src/components/pods/job.ts";
import { files, text } from "../../src/vocabulary/content.ts";
import type { Job } from "../../src/vocabulary/workload.ts";
import { placement } from "./alone.ts";

const job: Job = {
  name: "rows-migrate",
  longest: 600,
  retries: 2,
  works: "rows",
  pod: {
    image: "docker.io/library/rows:1.0.0",
    command: ["migrate"],
    environment: { MODE: "all" },
    user: { uid: 1000, gid: 1000 },
    resources: {
      cpu: { request: "100m", limit: "1" },
      memory: { request: "1Gi", limit: "1Gi" },
      scratch: { request: "1Gi", limit: "1Gi" },
    },
    mounts: [{ from: "files", files: "rows", path: "/run/rows" }],
    grace: 30,
  },
};

const mounted = (content: string, naming: "stable" | "hashed" = "stable") => [
  files("rows", naming, { "rows.conf": text(content) }, () => "1"),
];

const nameOf = (one: Job, at = placement, component = "rows-migrations", held = mounted("a")): string =>
  (jobArgs(one, at, component, held).metadata as { name: string }).name;

const usual = nameOf(job);
const withPod = (more: Partial<Job["pod"]>): Job => ({ ...job, pod: { ...job.pod, ...more } });

describe("the name of a Job's object", () => {
  test("is its own and ten digits", () => {
    expect(usual).toMatch(/^rows-migrate-[0-9a-f]{10}$/);
    expect(nameOf(structuredClone(job))).toBe(usual);
  });

  test.each<[string, Job]>([
    ["its image", withPod({ image: "docker.io/library/rows:1.0.1" })],
    ["its command", withPod({ command: ["migrate", "--all"] })],
    ["its environment", withPod({ environment: { MODE: "some" } })],
    ["its user", withPod({ user: { uid: 1001, gid: 1000 } })],
    ["what it asks for", withPod({ resources: { ...job.pod.resources, cpu: { request: "1", limit: "2" } } })],
    ["where it mounts", withPod({ mounts: [{ from: "files", files: "rows", path: "/run/other" }] })],
    ["how long it may take to stop", withPod({ grace: 60 })],
    ["what it works on", { ...job, works: "rows and columns" }],
  ])("changes with %s", (_, changed) => {
    expect(nameOf(changed)).not.toBe(usual);
  });

  test.each([
    ["a login for pulling", { ...placement, pullSecret: "pull" }],
    ["its urgency", { ...placement, priorities: { web: "w", worker: "k", store: "s", job: "j" } }],
    ["the deployment in its labels", { ...placement, deployment: "other" }],
  ])("changes with %s, which its template says as well", (_, changed) => {
    expect(nameOf(job, changed)).not.toBe(usual);
  });

  test("changes with the component of its pods", () => {
    expect(nameOf(job, placement, "others")).not.toBe(usual);
  });

  test.each<[string, Job]>([
    ["how long it may take", { ...job, longest: 7200 }],
    ["how often it is tried again", { ...job, retries: 9 }],
    ["whether it waits for somebody", { ...job, byHand: true }],
  ])("does not change with %s, which can be changed in place", (_, changed) => {
    expect(nameOf(changed)).toBe(usual);
  });

  test("does not change with the release that the labels of the object say", () => {
    expect(nameOf(job, { ...placement, release: "ulmo" })).toBe(usual);
  });

  test("does not change with the content of a file whose name is stable, and does where the file is another", () => {
    expect(nameOf(job, placement, "rows-migrations", mounted("b"))).toBe(usual);
    const [a, b] = ["a", "b"].map((content) =>
      nameOf(job, placement, "rows-migrations", mounted(content, "hashed")),
    );
    expect(a).not.toBe(b);
  });
});

describe("a Job that waits for somebody", () => {
  const waiting: Job = { ...job, byHand: true };
  const specOf = (one: Job) => jobArgs(one, placement, "rows-migrations", mounted("a")).spec;

  test("is created without pods, and no other is", () => {
    expect(specOf(waiting)).toMatchObject({ suspend: true });
    expect(specOf(job)).not.toHaveProperty("suspend");
  });

  test("goes on after the word of whoever resumed it, and is waited for a day", () => {
    const { ignoreChanges, customTimeouts } = jobOptions(waiting, {});
    expect(ignoreChanges).toEqual(["spec.suspend"]);
    expect(customTimeouts?.create).toBe(`${600 + 86_400}s`);
    expect(jobOptions(job, {}).ignoreChanges).toBeUndefined();
  });
});

test("the engine waits longer than the Job may take, and runs no two of it together", () => {
  const { customTimeouts, deleteBeforeReplace } = jobOptions({ ...job, longest: 600 }, {});
  expect([customTimeouts?.create, customTimeouts?.update]).toEqual(["900s", "900s"]);
  expect(deleteBeforeReplace).toBe(true);
});
