import { describe, expect, test } from "vitest";
import { databaseConnections } from "../../src/blueprint/capacity.ts";
import { connectionsOf, saturation } from "../../src/blueprint/saturation.ts";
import { composed, deploymentOf } from "../house.ts";

const of = (scale: string) =>
  deploymentOf(composed("qa", [`scale: ${scale}`, "stores: { mysql: { maxConnections: 20000 } }"]));

describe("what gives way first", () => {
  test("are the processes of the LMS where processors are plenty, at thirty percent of their time", () => {
    const [first, second] = saturation(of("{ profile: medium, lms: { cpu: '4' } }"));
    expect(first?.what).toBe("processes of the LMS");
    // 28 pods of 2 processes; a request takes 0.105 s of one, and a learner makes 0.08 a second.
    expect(first?.learners).toBe(Math.floor((56 * 0.3) / (0.105 * 0.08)));
    expect(second?.what).toBe("processors of the LMS");
  });

  test("are its processors where processes are plenty", () => {
    const [first] = saturation(of("{ profile: medium, lms: { processes: 16 } }"));
    expect(first?.what).toBe("processors of the LMS");
    // 28 pods of 650m at 75 percent; a request takes 0.08 s of a processor.
    expect(first?.learners).toBe(Math.floor((28 * 0.65 * 0.75) / (0.08 * 0.08)));
  });

  test("moves with what runs at most", () => {
    const learners = (max: number) =>
      saturation(of(`{ profile: medium, lms: { replicas: { min: 2, max: ${max} } } }`))[0]?.learners ?? 0;
    expect(learners(20)).toBeGreaterThan(learners(10));
  });
});

test("a fifth of the connections is kept for emergencies", () => {
  const { allowed, most } = connectionsOf(of("{ profile: small }"));
  expect(allowed).toBe(16_000);
  expect(most).toBe(databaseConnections(of("{ profile: small }").services));
});
