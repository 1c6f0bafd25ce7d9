import { describe, expect, test } from "vitest";
import { limited } from "../../src/blueprint/limits.ts";
import { limits } from "../../src/settings/sections/limits.ts";
import { chartOf, chartPods, pod, resources, serviceOf, webOf } from "./handmade.ts";

const asked = resources("1500m", "1Gi");
const lms = serviceOf("lms", { web: webOf("lms", { pod: pod({ resources: asked }) }) });

describe("a limit of processors", () => {
  test("is nobody's by default", () => {
    expect(limited([lms], limits.parse({}))).toEqual([lms]);
  });

  test.each([
    [1, "1500m"],
    [2, "3"],
    [2.5, "3750m"],
  ])("of %d times what is asked for is written for every pod: %s", (processors, limit) => {
    const [one] = limited([lms], limits.parse({ processors }));
    expect(one?.web?.pod.resources).toEqual({ ...asked, cpu: { request: "1500m", limit } });
  });

  test("is no business of the pods of a chart, which has its own", () => {
    const hub = serviceOf("hub", { chart: chartOf([chartPods("1", "1Gi")]) });
    expect(limited([hub], limits.parse({ processors: 2 }))).toEqual([hub]);
  });

  test.each([{ scratch: "/tmp" }, { cpu: "1", scratch: "/tmp" }, { memory: "1Gi", scratch: "/tmp" }])(
    "is no business of what only has a word in common with a request: %j",
    (other) => {
      expect(limited(other, limits.parse({ processors: 2 }))).toEqual(other);
    },
  );
});
