import { expect, test } from "vitest";
import { explain, placeText, problemText } from "../../src/documents/explain.ts";
import { error, warning } from "../../src/documents/problem.ts";

test.each([
  [{ file: "a.yaml", line: 3, column: 5 }, "a.yaml:3:5"],
  [{ file: "a.yaml", line: 3 }, "a.yaml:3"],
  [{ file: "a.yaml" }, "a.yaml"],
])("a place is written as editors turn it into a link: %j", (place, text) => {
  expect(placeText(place)).toBe(text);
});

test.each([
  [
    "of a file of settings tells by its name whose it is",
    { place: { file: "Pulumi.qa.yaml", line: 2 }, path: "edge.domain", stack: "qa" },
    "Pulumi.qa.yaml:2  edge.domain",
  ],
  ["and so does one with the longer ending", { place: { file: "a.yml" }, stack: "qa" }, "a.yml"],
  [
    "of the program says for which stack it is one",
    { place: { file: "src/yaml.ts", line: 2 }, path: "urn", stack: "qa" },
    "src/yaml.ts:2  urn  qa",
  ],
  [
    "of a program that has a file's ending inside",
    { place: { file: "a.yaml.ts" }, stack: "qa" },
    "a.yaml.ts  qa",
  ],
  ["without a place names its stack first", { path: "urn", stack: "qa" }, "qa  urn"],
  ["of the whole project says what it is about", { path: "urn" }, "urn"],
])("a problem %s", (_, where, head) => {
  const problem = error("rule", { ...where, message: "It is wrong.", remedy: "Write this." });
  expect(problemText(problem)).toBe(`${head}\n  It is wrong.\n  Write this.`);
});

test("a warning says that it is one, and what needs no advice has none", () => {
  expect(problemText(warning("rule", { path: "urn", message: "It is odd." }))).toBe(
    "urn  (warning)\n  It is odd.",
  );
});

test("problems and warnings are counted apart, after all of them", () => {
  const wrong = error("a", { path: "x", message: "Wrong." });
  const odd = warning("b", { path: "y", message: "Odd." });
  expect(explain([wrong])).toBe("x\n  Wrong.\n\n1 problem.");
  expect(explain([odd])).toBe("y  (warning)\n  Odd.\n\n1 warning.");
  expect(explain([wrong, odd, wrong])).toMatch(/\n\n2 problems, 1 warning\.$/);
  expect(explain([odd, odd])).toMatch(/\n\n2 warnings\.$/);
});
