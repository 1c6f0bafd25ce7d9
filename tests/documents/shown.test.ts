import { expect, test } from "vitest";
import { shown } from "../../src/documents/shown.ts";

test.each([
  ["a text", "lms", '"lms"'],
  ["a number", 5, "5"],
  ["nothing", null, "null"],
  ["what is not there", undefined, "undefined"],
  ["sixty characters", "x".repeat(58), `"${"x".repeat(58)}"`],
  ["sixty-one", "x".repeat(59), `"${"x".repeat(56)}…`],
])("%s is shown", (_, value, text) => {
  expect(shown(value)).toBe(text);
});
