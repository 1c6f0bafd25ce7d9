import { expect, test } from "vitest";
import { learnersAnswered, learnersCarried, mostCores, profileFor } from "../../src/catalog/learners.ts";
import { sizeOf } from "../../src/catalog/scale.ts";
import { type Profile, scale } from "../../src/settings/sections/scale.ts";

/** What the settings promise of each profile: learners at once. */
const PROMISED: readonly (readonly [Profile, number])[] = [
  ["ci", 20],
  ["small", 200],
  ["medium", 1000],
  ["large", 5000],
  ["xlarge", 20_000],
];

test.each(PROMISED)(
  "%s carries the %d learners at once that are promised of it, and is found for them",
  (profile, learners) => {
    const { processes, ...lms } = sizeOf("lms", scale.parse({ profile }));
    expect(learnersCarried(lms)).toBeGreaterThanOrEqual(learners);
    expect(learnersAnswered(lms.max * processes)).toBeGreaterThanOrEqual(learners);
    expect(profileFor(learners)).toBe(profile);
  },
);

test.each(PROMISED.slice(0, -1))(
  "%s is found for the last learner that it carries, and the next one for one more",
  (profile) => {
    const most = learnersCarried(sizeOf("lms", scale.parse({ profile })));
    expect(profileFor(most)).toBe(profile);
    expect(profileFor(most + 1)).toBe(PROMISED[PROMISED.findIndex(([one]) => one === profile) + 1]?.[0]);
  },
);

test("for more than any carries it is the largest", () => {
  expect(profileFor(10_000_000)).toBe("xlarge");
});

test.each([
  [{ max: 10, cpu: "500m", target: 80 }, 4, 625],
  [{ max: 1, cpu: "2", target: 100 }, 2, 312],
  [{ max: 0, cpu: "2", target: 100 }, 0, 0],
])(
  "pods like %j use %d cores at their most, and carry %d learners at 0.0064 each",
  (pods, cores, learners) => {
    expect(mostCores(pods)).toBeCloseTo(cores);
    expect(learnersCarried(pods)).toBe(learners);
  },
);

test.each([
  [0, 0],
  [28, 1000],
  [1, 35],
])("%d processes at 30 percent of their time answer %d learners", (processes, learners) => {
  expect(learnersAnswered(processes)).toBe(learners);
});
