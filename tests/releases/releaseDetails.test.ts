import { describe, expect, test } from "vitest";
import { sameRuntime } from "../../src/releases/draft.ts";
import { lint } from "../../src/releases/lint.ts";
import { parseReleaseMap } from "../../src/releases/map.ts";
import { type Matrix, matrixCsv } from "../../src/releases/matrix.ts";
import { lockFrom, mapFrom } from "./maps.ts";

test.each([
  ["3.11", "3.11", true],
  ["3.11", "3.11.8", true],
  ["3.1", "3.11", false],
  ["3.11.8", "3.11", false],
  ["3.12", "3.11.8", false],
])("%s is what is published as %s: %s", (wanted, published, same) => {
  expect(sameRuntime(wanted, published)).toBe(same);
});

describe("the grid as comma-separated text", () => {
  const cell = {
    deployment: "a",
    stage: "ci",
    application: "lms",
    release: "verawood",
    because: [
      { field: "image", text: 'says "so"', place: { file: "release-map.yaml", line: 7 } },
      { field: "ref", text: "the release says so" },
      { field: "origin", text: "given", place: { file: "release map" } },
    ],
  };
  const [head = "", row = ""] = matrixCsv({ cells: [cell] } as unknown as Matrix).split("\n");

  test("has a column for each field and the reasons last, and nothing where nothing is known", () => {
    expect(head).toMatch(/^deployment,stage,.*,because$/);
    expect(row.startsWith("a,ci,")).toBe(true);
    expect(row).toContain(",,");
  });

  test("puts what has commas or quotes in quotes", () => {
    expect(row).toContain(
      '"image: says ""so"" (release-map.yaml:7); ref: the release says so; origin: given (release map:1)"',
    );
  });
});

describe("what deployments share", () => {
  const told = (text: string) =>
    parseReleaseMap(text).problems.map(({ rule, path, place, message, remedy }) => ({
      rule,
      path,
      line: place?.line,
      message,
      remedy,
    }));
  const run = "deployments:\n  a: { run: { ci: verawood } }\n";

  test("is told once where entries are like each other in a circle, from the first", () => {
    const shared =
      "shared:\n  one: { like: two }\n  two: { like: three }\n  three: { like: one }\n  four: { like: one }\n";
    expect(told(`${shared}${run}`)).toEqual([
      expect.objectContaining({
        rule: "shared-circle",
        path: "shared.one.like",
        line: 2,
        message: "These entries of shared are like each other in a circle: one → two → three → one.",
      }),
    ]);
  });

  test("is told where it does not exist, with all that there is", () => {
    const like = (shared: string) =>
      told(`${shared}deployments:\n  a: { like: base, run: { ci: verawood } }\n`);
    expect(like("shared:\n  bass: {}\n")).toMatchObject([
      { rule: "shared-unknown", line: 4, remedy: expect.stringContaining("bass") },
    ]);
    const [problem] = like("");
    expect(problem).toMatchObject({ rule: "shared-unknown", line: 2 });
    expect(problem?.remedy ?? "").not.toContain("One of");
  });
});

test("problems of a map are told in the order of its lines and columns", () => {
  const map =
    "deployments:\n  a:\n    run: { ci: verawood }\n    applications: { remove: [xx, zz], add: [yy] }\n    overrides:\n      - { application: nope, branch: b }\n";
  const places = lint(mapFrom(map), lockFrom(undefined)).map(({ place }) => [place?.line, place?.column]);
  expect(places.length).toBeGreaterThan(3);
  expect(places).toEqual(
    places.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => Number(a) - Number(c) || Number(b) - Number(d)),
  );
});
