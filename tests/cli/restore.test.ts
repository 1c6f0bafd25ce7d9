import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { arboretum, project } from "./project.ts";
import { type Answer, fakeTools } from "./tools.ts";

const leftOver: (() => void)[] = [];
afterEach(() => {
  for (const remove of leftOver.splice(0)) remove();
});

const IN = "--namespace academy-qa";
const JOB = "restore-20261121t120000";

const deployments = (replicas: number): Answer => ({
  to: `${IN} get deployment`,
  out: JSON.stringify({ items: [{ metadata: { name: "lms" }, spec: { replicas } }] }),
});
const ends = (type: "Complete" | "Failed", job = JOB): Answer => ({
  to: `${IN} get job/${job}`,
  out: JSON.stringify({ status: { conditions: [{ type, status: "True" }] } }),
});
const DOES: readonly Answer[] = [
  "create",
  "logs",
  "scale",
  "rollout",
  "exec",
  "patch",
  "delete",
  "annotate",
].map((verb) => ({ to: `${IN} ${verb}` }));

async function use(given: readonly string[], answers: readonly Answer[] = []) {
  const tools = fakeTools({ kubectl: [...answers, ...DOES] });
  leftOver.push(tools.remove);
  const root = project();
  const ended = await arboretum(["restore", ...given], { cwd: root, environment: { PATH: tools.path } });
  return { ...ended, root, used: tools.used().map((line) => line.replace(`kubectl ${IN} `, "")) };
}

interface Job {
  readonly metadata: object;
  readonly all: readonly Container[];
}

const jobIn = (root: string, name = JOB): Job => {
  const job = JSON.parse(readFileSync(join(root, "out/qa.restore", `${name}.json`), "utf8"));
  const { initContainers = [], containers } = job.spec.template.spec;
  return { metadata: job.metadata, all: [...initContainers, ...containers] };
};

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}
const told = (one: Container | undefined, variable: string) =>
  one?.env.find(({ name }) => name === variable)?.value;

describe("printed", () => {
  test("nobody writes before it is restored, and nobody starts before that has ended", async () => {
    const { code, out, used } = await use(["qa"]);
    expect(code).toBe(0);
    expect(used).toEqual([]);
    const order = [
      "patch cronjob/",
      "--replicas 0",
      "wait --for=delete",
      "restore-clear-20261121t120000.json",
      "Empty these buckets",
      "It is restored",
      "restores, and counts",
      "what it says",
      "--replicas 1",
      "rollout",
      "reindex_course",
      '"suspend":false',
    ];
    expect(order.map((one) => out.indexOf(one)).every((at, index, all) => at > (all[index - 1] ?? -1))).toBe(
      true,
    );
  });

  test("everything that writes is stopped, and starts with as many replicas as the program gives it", async () => {
    const { out } = await use(["qa", "--format", "json"]);
    const lines: string[] = JSON.parse(out).steps.flatMap(({ line }: { line?: string }) => line ?? []);
    const scaled = (to: (count: string) => boolean) =>
      lines
        .filter((line) => line.includes(" scale deployment ") && to(line.split(" ").at(-1) ?? ""))
        .flatMap((line) => line.split(" scale deployment ")[1]?.split(" --replicas")[0]?.split(" ") ?? [])
        .sort();
    expect(scaled((count) => count === "0")).toEqual([
      "assets",
      "cms",
      "cms-worker",
      "lms",
      "lms-worker",
      "mfe",
    ]);
    expect(scaled((count) => count !== "0")).toEqual(scaled((count) => count === "0"));
    expect(lines.find((line) => line.endsWith("--replicas 2"))).toContain(" lms ");
  });

  test("the Job is told which set, and what is left out", async () => {
    const { root } = await use(["qa", "--until", "2026-11-20", "--exclude", "videos,edxapp_csmh"]);
    const { all, metadata } = jobIn(root);
    expect(metadata).toMatchObject({ name: JOB, namespace: "academy-qa" });
    for (const one of all) {
      expect(told(one, "UNTIL")).toBe("20261120T235959Z");
      expect(told(one, "EXCLUDE")).toBe("academy-qa-videos edxapp_csmh");
    }
    // Room is made for the same set, and only after it has been fetched.
    const room = jobIn(root, "restore-clear-20261121t120000").all;
    expect(room.map(({ command }) => command?.at(-1)?.split("/").at(-1))).toEqual([
      "fetch.sh",
      "clear-mysql.sh",
      "clear-mongodb.mongosh",
    ]);
    for (const one of room) expect(told(one, "UNTIL")).toBe("20261120T235959Z");
    const other = await use(["qa", "--set", "daily/20261120T010000Z"]);
    expect(told(jobIn(other.root).all[0], "SET")).toBe("daily/20261120T010000Z");
  });

  test("what is left out is not named among what has to be empty", async () => {
    const { out } = await use(["qa", "--exclude", "edxapp_csmh"]);
    expect(out).toContain("drops edxapp on MySQL");
    expect(out).not.toContain("edxapp_csmh");
  });
});

describe("run", () => {
  test("a deployment that lives is never restored over, and is told how it is stopped", async () => {
    const { code, err, used } = await use(["qa", "--run"], [deployments(2)]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/lms runs: a deployment that lives is never restored over/),
    ]);
    expect(err).toContain("--replicas 0");
    expect(used.filter((line) => !line.startsWith("get "))).toEqual([]);
  });

  test("nor one of which nobody can say whether it lives", async () => {
    const { code, err, used } = await use(
      ["qa", "--run"],
      [{ to: `${IN} get deployment`, err: "no route to host", code: 1 }],
    );
    expect([code, err]).toEqual([1, expect.stringContaining("no route to host")]);
    expect(used.filter((line) => !line.startsWith("get "))).toEqual([]);
  });

  test("one that stands still is restored, and starts again", async () => {
    const { code, used } = await use(["qa", "--run"], [deployments(0), ends("Complete")]);
    expect(code).toBe(0);
    const verbs = used.map((line) => line.split(" ")[0]);
    expect(verbs.slice(0, 4)).toEqual(["get", "create", "get", "logs"]);
    expect(used.at(-1)).toContain('"suspend":false');
  });

  test("nothing starts after a restore that failed", async () => {
    const { code, used, err } = await use(["qa", "--run"], [deployments(0), ends("Failed")]);
    expect([code, err]).toEqual([1, expect.stringContaining("Nothing after it was run")]);
    expect(used.some((line) => line.startsWith("scale"))).toBe(false);
  });

  test("lists what there is by a Job that is gone afterwards", async () => {
    const list = `restore-list-20261121t120000`;
    const answers = [
      ends("Complete", list),
      { to: `${IN} logs`, out: "set 20261120T010000Z daily/20261120T010000Z verawood 2500000\n" },
    ];
    const { code, out, root, used } = await use(["qa", "--list"], answers);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/daily\/20261120T010000Z\s+2026-11-20 01:00:00\s+verawood\s+2\.5 MB/),
    ]);
    const { all } = jobIn(root, list);
    expect(all.map(({ command }) => command?.at(-1)?.split("/").at(-1))).toEqual(["list.sh"]);
    expect(used.at(-1)).toContain(`delete job/${list}`);
  });
});

describe("one course", () => {
  test("is exported beside the deployment, which goes on", async () => {
    const job = "restore-course-20261121t120000";
    const { code, out, used, root } = await use(
      ["qa", "--course", "course-v1:edX+DemoX+2026", "--run"],
      [ends("Complete", job)],
    );
    expect([code, out]).toEqual([0, expect.stringContaining("/import/course-v1:edX+DemoX+2026")]);
    expect(used.map((line) => line.split(" ")[0])).toEqual(["create", "get", "logs"]);
    expect(told(jobIn(root, job).all.at(-1), "COURSE")).toBe("course-v1:edX+DemoX+2026");
  });
});

test.each([
  [["qa", "--until", "yesterday"], "is not a moment"],
  [["qa", "--set", "20261120T010000Z"], "is not the name of a set"],
  [["qa", "--set", "daily/20261120T010000Z", "--until", "2026-11-20"], "Leave one of them out"],
  [["qa", "--exclude", "vidoes"], 'There is no database or bucket "vidoes"'],
  [["qa", "--course", "edX/Demo"], "is not the key of a course"],
  [["qa", "--run", "--format", "json"], "Leave out --format"],
  [["ci"], "ci saves nothing"],
  [["ci"], "in Pulumi.ci.yaml, below config:  arboretum:backups: { rpo: 26h, rto: 8h }"],
])("%j is used wrongly", async (given, message) => {
  const { code, err, used } = await use(given);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  expect(used).toEqual([]);
});

test("the rehearsal names the people's part, the secrets of this stack and its RTO", async () => {
  const { out } = await use(["qa", "--checklist"]);
  for (const one of [
    "Who decides",
    "qa.academy.example.edu",
    "the RTO is 8 h",
    "`backup/key`",
    "There is no second one",
  ])
    expect(out).toContain(one);
});

test("a standby that waits follows no calendar, and none of its steps asks kubectl for nothing", async () => {
  const KEPT = [
    "openedx/fernet-key",
    "openedx/retirement-salt",
    "openedx/profile-image-seed",
    "jwt/key",
    "backup/key",
  ];
  const root = project({
    "release-map.yaml":
      "stages: [ci, qa, [production, standby]]\ndefault: academy\ndeployments:\n  academy:\n    run: { ci: verawood, qa: verawood, production: verawood, standby: verawood }\n",
    "Pulumi.platform.south.yaml": "config:\n  arboretum:cluster: { identifier: south }\n",
    "Pulumi.standby.yaml": [
      "config:",
      "  arboretum:layers: [deployments/academy.yaml, stages/production.yaml]",
      "  arboretum:cluster: { identifier: south, platform: platform.south }",
      "  arboretum:edge: { domain: learn.academy.example.edu }",
      "  arboretum:scale: { profile: medium }",
      "  arboretum:standby: { of: production, loss: 24h, time: 4h }",
      `  arboretum:secrets: { given: { ${KEPT.map((name) => `${name}: { secure: a }`).join(", ")} } }`,
    ].join("\n"),
  });
  const { code, out, err } = await arboretum(["restore", "standby"], { cwd: root });
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("kubectl --namespace academy-standby scale deployment");
  expect(out).not.toMatch(/patch --patch/);
});
