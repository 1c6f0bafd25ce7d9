import { expect, test } from "vitest";
import { contextOf } from "../../src/blueprint/context.ts";
import type { Service } from "../../src/blueprint/model.ts";
import { unmeasuredProblems } from "../../src/blueprint/unmeasured.ts";
import { ROWS } from "../../src/catalog/scaleTable.ts";
import { resolve } from "../../src/releases/resolve.ts";
import { projectOf } from "../house.ts";
import { draftOf, settledWith } from "./draft.ts";
import { serviceOf, workerOf } from "./handmade.ts";

const project = projectOf({});

function problemsOf(stage: string, scale: string, services: readonly Service[], its = project) {
  const loaded = settledWith(`  arboretum:scale: ${scale}`);
  const resolution = project.map && resolve(project.map, "academy", stage);
  if (!resolution) throw new Error("it is a deployment");
  const context = contextOf(its, loaded, resolution, []);
  return unmeasuredProblems(draftOf({ context, loaded, services }));
}

const lms = serviceOf("lms", { workers: [workerOf("lms-worker"), workerOf("somebody")] });
const evidence = (service: "lms" | "cms" | "lmsWorker") => {
  const { strength, source } = ROWS[service].large;
  return `${strength}: ${source}`;
};
const LARGE = "{ profile: large }";

test("learners in the last stage depend on a size that nobody has measured, and it is said where it is chosen", () => {
  expect(problemsOf("production", LARGE, [lms])).toMatchObject([
    {
      severity: "warning",
      rule: "scale-unmeasured",
      place: { file: "Pulumi.qa.yaml", line: 5, column: expect.any(Number) },
      path: "arboretum:scale.profile",
      message: `Nobody has measured the profile large for lms, lmsWorker (${evidence("lms")}; ${evidence("lmsWorker")}).`,
      remedy: expect.stringContaining("scale.acceptUnmeasured: true"),
    },
  ]);
});

test("what several sizes rest on is said once", () => {
  expect(evidence("cms")).toBe(evidence("lmsWorker"));
  const [problem] = problemsOf("production", LARGE, [lms, serviceOf("cms")]);
  expect(problem?.message).toContain(`cms (${evidence("lms")}; ${evidence("lmsWorker")}).`);
});

test.each([
  ["in a stage before", "qa", LARGE, [lms]],
  ["of a size that was measured", "production", "{ profile: medium }", [serviceOf("lms")]],
  ["that somebody accepts", "production", "{ profile: large, acceptUnmeasured: true }", [lms]],
  ["of what carries no learners", "production", LARGE, [serviceOf("notes"), serviceOf("mail")]],
])("nothing is said %s", (_, stage, scale, services) => {
  expect(problemsOf(stage, scale, services)).toEqual([]);
});

test("nothing is said where there is no map, or none of that stage: which one is the last, nobody knows", () => {
  const { map, ...withoutMap } = project;
  expect(map).toBeDefined();
  expect(problemsOf("production", LARGE, [lms], withoutMap)).toEqual([]);
  const other = projectOf(
    {},
    "verawood",
    "stages: [qa]\ndeployments:\n  academy: { run: { qa: verawood } }\n",
  );
  expect(problemsOf("production", LARGE, [lms], other)).toEqual([]);
});
