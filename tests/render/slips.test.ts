import { describe, expect, test } from "vitest";
import type { Resource } from "../../src/render/rendering.ts";
import { slipsOf } from "../../src/render/slips.ts";
import type { Suspicion } from "../../src/render/wire.ts";

const unmarked = (...suspicious: readonly Suspicion[]) =>
  ({ suspicious }) as unknown as Parameters<typeof slipsOf>[3];
const slip = (kind: Suspicion["kind"], found = "") => ({ kind, path: "spec.a", found }) as Suspicion;
const resource = (inputs: object, more: object = {}) =>
  ({ type: "kubernetes:apps/v1:Deployment", inputs, ...more }) as unknown as Resource;
const told = (...given: Parameters<typeof slipsOf> extends [string, string, ...infer Rest] ? Rest : never) =>
  slipsOf("qa", "urn:it", ...given);

describe("a value that is not what it seems", () => {
  test.each([
    ["nullInArray", "", "null-in-array", "spec.a is null: a list holds a value that is not there."],
    ["notANumber", "", "not-a-number", "spec.a is NaN."],
    ["text", "undefined", "broken-text", 'spec.a contains "undefined".'],
  ] as const)("is told where it stands: %s", (kind, found, rule, message) => {
    expect(told("inputs", unmarked(slip(kind, found)))).toEqual([
      { severity: "error", rule, stack: "qa", path: "urn:it", message, remedy: expect.stringMatching(/\.$/) },
    ]);
  });

  test("is told as an output where it is one", () => {
    expect(told("outputs", unmarked(slip("notANumber")))[0]?.message).toBe("Output spec.a is NaN.");
  });
});

test("a field that Kubernetes requires is told where it is missing, but for what is only read", () => {
  const missing = told("inputs", unmarked(slip("notANumber")), resource({ spec: { template: {} } }));
  expect(missing.map(({ rule, path }) => [rule, path])).toEqual([
    ["not-a-number", "urn:it"],
    ["missing-field", "urn:it"],
  ]);
  expect(missing[1]?.message).toBe("spec.selector is required by Kubernetes and missing.");
  expect(told("inputs", unmarked(), resource({ spec: { template: {} } }, { read: true }))).toEqual([]);
  expect(told("inputs", unmarked(), resource({ spec: { template: {}, selector: {} } }))).toEqual([]);
  expect(told("inputs", unmarked())).toEqual([]);
});
