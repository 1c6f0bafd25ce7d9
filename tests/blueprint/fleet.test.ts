import { describe, expect, test } from "vitest";
import { fleetOf } from "../../src/blueprint/fleet.ts";
import { saturation } from "../../src/blueprint/saturation.ts";
import {
  deploymentWith,
  elsewhere,
  mysql,
  pod,
  resources,
  scheduleOf,
  serviceOf,
  webOf,
  workerOf,
} from "./handmade.ts";

const half = pod({ resources: resources("500m", "1Gi") });
const scaling = { by: "cpu", min: 2, max: 10, target: 80 } as const;

/** 10 pods of half a processor, kept at 80 percent, use 4 at their most, and so many carry 625 learners at 0.0064 each. */
const lms = serviceOf("lms", {
  web: webOf("lms", { pod: half, scaling, processes: 3 }),
  databases: ["openedx", "history"],
});

const reports = workerOf("reports", { evictable: false, pod: pod({ grace: 14_400 }), processes: 2 });
const mail = workerOf("mail", { evictable: true });

describe("on a busy day", () => {
  test("an LMS carries as many as its pods at their target do", () => {
    expect(fleetOf(deploymentWith([lms]), 1000).carries).toBe(625);
    const fixed = serviceOf("lms", {
      web: webOf("lms", { pod: half, scaling: { by: "fixed", replicas: 8 } }),
    });
    expect(fleetOf(deploymentWith([fixed]), 1000).carries).toBe(625);
    expect(fleetOf(deploymentWith([]), 1000).carries).toBe(0);
  });

  test("what an autoscaler moves by its processor is a crew, with the cores of the peak", () => {
    expect(fleetOf(deploymentWith([lms]), 1250).crews).toEqual([
      {
        name: "lms",
        namespace: "academy-qa",
        min: 2,
        max: 10,
        cores: 0.5,
        target: 0.8,
        peak: expect.closeTo(8),
      },
    ]);
  });

  test("others are as busy as the LMS, each by what its own pods carry", () => {
    const notes = serviceOf("notes", {
      namespace: "academy-qa-notes",
      web: webOf("notes", {
        pod: pod({ resources: resources("2", "1Gi") }),
        scaling: { by: "cpu", min: 1, max: 5, target: 50 },
      }),
    });
    expect(fleetOf(deploymentWith([notes, lms]), 1250).crews[0]).toEqual({
      name: "notes",
      namespace: "academy-qa-notes",
      min: 1,
      max: 5,
      cores: 2,
      target: 0.5,
      peak: expect.closeTo(10),
    });
    expect(fleetOf(deploymentWith([notes]), 1250).crews[0]?.peak).toBe(0);
  });

  test("nobody is busy where the LMS has no pods, instead of everybody without end", () => {
    const none = serviceOf("lms", {
      web: webOf("lms", { pod: half, scaling: { by: "fixed", replicas: 0 } }),
    });
    const notes = serviceOf("notes", { web: webOf("notes", { scaling }) });
    expect(fleetOf(deploymentWith([none, notes]), 1000)).toMatchObject({ carries: 0, crews: [{ peak: 0 }] });
  });

  test("a fixed number of pods is no crew", () => {
    expect(fleetOf(deploymentWith([serviceOf("cms", { web: webOf("cms") })]), 1).crews).toEqual([]);
  });

  test("every process holds a connection to each of its databases", () => {
    const { holders } = fleetOf(deploymentWith([{ ...lms, workers: [reports, mail] }]), 1);
    expect(holders).toEqual([
      { name: "lms", namespace: "academy-qa", connections: 6 },
      { name: "reports", namespace: "academy-qa", connections: 4 },
      { name: "mail", namespace: "academy-qa", connections: 2 },
    ]);
  });

  test("workers that nobody may move are given their time, and the others nothing", () => {
    const { steady } = fleetOf(deploymentWith([{ ...lms, workers: [reports, mail] }]), 1);
    expect(steady).toEqual([{ name: "reports", namespace: "academy-qa", grace: 14_400 }]);
  });

  test("connections are those that MySQL accepts, and those of everything at its most", () => {
    // 10 pods of 3 processes, what runs at night, and a migration: each to 2 databases.
    const nightly = { ...lms, schedules: [scheduleOf("nightly")] };
    expect(fleetOf(deploymentWith([nightly], [mysql({ maxConnections: 90 })]), 1).connections).toEqual({
      accepted: 90,
      most: 64,
    });
    expect(fleetOf(deploymentWith([nightly], elsewhere), 1).connections.accepted).toBe(300);
  });
});

describe("what gives way first", () => {
  test("is nothing that anybody knows where there is no LMS, or none that answers", () => {
    expect(saturation(deploymentWith([]))).toEqual([]);
    expect(saturation(deploymentWith([serviceOf("lms"), serviceOf("cms", { web: webOf("cms") })]))).toEqual(
      [],
    );
  });

  test("is said with what to raise, and what gives way later comes later", () => {
    expect(saturation(deploymentWith([serviceOf("cms", { web: webOf("cms") }), lms]))).toEqual([
      {
        what: "processors of the LMS",
        learners: 625,
        more: expect.stringContaining("scale.lms.cpu"),
      },
      {
        what: "processes of the LMS",
        // 30 processes at 30 percent of their time; a request takes 0.105 s, and a learner makes 0.08 a second.
        learners: 1071,
        more: expect.stringContaining("scale.lms.processes"),
      },
    ]);
  });

  test("of pods that no autoscaler moves is all of their processors", () => {
    const fixed = webOf("lms", { pod: half, scaling: { by: "fixed", replicas: 8 }, processes: 100 });
    expect(saturation(deploymentWith([serviceOf("lms", { web: fixed })]))[0]?.learners).toBe(625);
  });
});
