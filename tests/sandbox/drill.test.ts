import { describe, expect, test } from "vitest";
import { curveOf, presenceAt } from "../../sandbox/drill/day.ts";
import { findingsOf } from "../../sandbox/drill/findings.ts";
import type { Crew, DrillOrder } from "../../sandbox/drill/order.ts";
import { compressed } from "../../sandbox/drill/tempo.ts";
import type { Sample, Watched } from "../../sandbox/drill/watch.ts";
import { pointAt } from "../../sandbox/load.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { fleetOf } from "../../src/blueprint/fleet.ts";
import { profileFor } from "../../src/catalog/learners.ts";
import { fitted } from "../../src/cli/sandbox/fitted.ts";
import { deploymentOf, rendered, shipped } from "../house.ts";

const lms: Crew = { name: "lms", namespace: "a", min: 2, max: 20, cores: 1, target: 0.75, peak: 12 };

const order = async (): Promise<DrillOrder> => ({
  title: "a test",
  learners: 1000,
  requests: 0.08,
  carries: 1500,
  rendering: await rendered(compose(shipped, "ci")),
  before: [],
  crews: [lms],
  holders: [],
  connections: { accepted: 100, most: 80 },
  steady: [{ name: "reports", namespace: "a", grace: 3600 }],
  demand: { cpu: 0, memory: 0, pods: 0 },
  seconds: 100,
});

const needed = (part: number): number =>
  Math.max(lms.min, Math.ceil((presenceAt(part) * lms.peak) / (lms.cores * lms.target)));

const sample = (part: number, pods: number): Sample => ({
  part,
  crews: { lms: { ready: pods, wanted: pods } },
  pods,
  connections: 50,
  quota: 0.5,
});

const day = (podsAt: (part: number) => number): Watched => ({
  samples: Array.from({ length: 201 }, (_, index) => sample(index / 200, podsAt(index / 200))),
  ended: [],
  refused: [],
  unscheduled: [],
});

const failing = async (watched: Watched, more: Partial<DrillOrder> = {}): Promise<readonly string[]> =>
  findingsOf({ ...(await order()), ...more }, watched)
    .filter(({ holds }) => !holds)
    .map(({ what }) => what);

describe("a day is judged", () => {
  test("where every pod is there when it is needed, all holds", async () => {
    expect(await failing(day(needed))).toEqual([]);
  });

  test("an autoscaler that does nothing does not follow", async () => {
    expect(await failing(day(() => 2))).toEqual(["Autoscalers follow"]);
  });

  test("pods that stay at night are found", async () => {
    expect(await failing(day((part) => (part < 0.7 ? needed(part) : 16)))).toContain("The night is cheap");
  });

  test("an autoscaler that goes to and fro at noon is found", async () => {
    const nervous = (part: number) =>
      part > 0.26 && part < 0.3 ? 14 + (Math.round(part * 200) % 2) : needed(part);
    expect(await failing(day(nervous))).toEqual(["Nothing flaps"]);
  });

  test("a quota that is exceeded is found, two pods that came at once are not", async () => {
    const refused = ["the object has been modified; please apply your changes to the latest version"];
    expect(await failing({ ...day(needed), refused })).toEqual([]);
    expect(await failing({ ...day(needed), refused: ["pods is forbidden: exceeded quota: quota"] })).toEqual([
      "The quota never blocks",
    ]);
  });

  test("a long worker that is given too little time is found", async () => {
    const ended = [{ pod: "reports-1", crew: "reports", grace: 30 }];
    expect(await failing({ ...day(needed), ended })).toEqual(["Long work is not cut off"]);
  });

  test("more learners than it carries, connections beyond the budget and pods without room are found", async () => {
    expect(await failing(day(needed), { learners: 2000 })).toEqual(["It carries the learners"]);
    expect(await failing(day(needed), { connections: { accepted: 100, most: 40 } })).toEqual([
      "Connections stay in their budget",
    ]);
    expect(await failing({ ...day(needed), unscheduled: ["0/6 nodes are available"] })).toEqual([
      "Machines have room",
    ]);
  });
});

test("the load that pods get is the curve that the day is judged by", () => {
  for (const part of [0, 0.1, 0.33, 0.5, 0.71, 0.9, 1])
    expect(pointAt(curveOf(10, 100), part * 100).cores).toBeCloseTo(10 * presenceAt(part), 6);
});

test("autoscalers live as fast as the day passes, and none faster than a second", async () => {
  const rendering = compressed(await rendered(compose(shipped, "production")), 1728);
  const scaler = rendering.resources.find(({ type }) => type.endsWith(":HorizontalPodAutoscaler"));
  expect(scaler?.inputs).toMatchObject({
    spec: {
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0, policies: [{ value: 50, periodSeconds: 1 }, { value: 2 }] },
        scaleDown: { stabilizationWindowSeconds: 30, policies: [{ value: 10, periodSeconds: 1 }] },
      },
    },
  });
});

describe("made for its learners", () => {
  test.each([
    [300, "small"],
    [500, "medium"],
    [5000, "large"],
    [50_000, "xlarge"],
  ] as const)(
    "%d learners get the profile %s, and MySQL takes the connections that come of it",
    (learners, profile) => {
      expect(profileFor(learners)).toBe(profile);
      const { project } = fitted(shipped, "production", learners);
      const fleet = fleetOf(deploymentOf(compose(project, "production")), learners);
      expect(fleet.connections.most).toBeLessThanOrEqual(fleet.connections.accepted * 0.8);
      expect(fleet.carries >= learners).toBe(learners < 43_000);
    },
  );
});
