import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { page } from "../../scripts/mutation/page.ts";
import { parts } from "../../scripts/mutation/parts.ts";
import { type Mutant, resultOf, scoreOf } from "../../scripts/mutation/result.ts";
import { isChanged, pageFile, results, stateOf } from "../../scripts/mutation/results.ts";

const root = join(import.meta.dirname, "../..");
const on = { date: "2026-11-26", commit: "abc1234", of: "0123456789abcdef" };

const mutant = (status: string, line: number, statusReason?: string): Mutant => ({
  status,
  mutatorName: "ConditionalExpression",
  replacement: "if\n  true",
  location: { start: { line, column: 3 } },
  ...(statusReason === undefined ? {} : { statusReason }),
});

const result = resultOf(
  "edge",
  {
    files: {
      "src/a.ts": {
        mutants: [
          mutant("Killed", 1),
          mutant("Killed", 2),
          mutant("Timeout", 3),
          mutant("Survived", 4),
          mutant("NoCoverage", 5),
          mutant("Ignored", 6, "A sentence for people."),
          mutant("Ignored", 7, 'Static mutant (and "ignoreStatic" was enabled)'),
        ],
      },
    },
  },
  on,
);

describe("what came of a part", () => {
  test("names what no test noticed, and tells what was not tried apart", () => {
    expect(result).toEqual({
      part: "edge",
      ...on,
      killed: 2,
      timeout: 1,
      survived: ["src/a.ts:4:3 ConditionalExpression: if true"],
      uncovered: ["src/a.ts:5:3 ConditionalExpression: if true"],
      ignored: { sentences: 1, static: 1 },
    });
  });

  test("is a share of all that was tried, and of nothing else", () => {
    expect(scoreOf(result)).toBe(60);
  });

  test("is a row of the page, and a part that nobody measured says so", () => {
    expect(page([result])).toContain(
      "| 60.0 % | 3, 1 of them by the clock | 1 | 1 | 1, 1 | 2026-11-26, abc1234 |",
    );
    expect(page([result, result])).toContain(
      `| all | 2 of ${parts.length} parts | 60.0 % | 6, 2 of them by the clock | 2 | 2 | 2, 2 |  |`,
    );
    expect(page([])).toMatch(/^\| edge \|.* unknown \|.* not yet \|$/m);
  });
});

test("a part has changed when its code or its tests are not those that were measured", () => {
  const [part] = parts;
  if (part === undefined) throw new Error("there is no part");
  const was = { ...result, part: part.id, of: stateOf(part) };
  expect(isChanged(part, [was])).toBe(false);
  expect(isChanged(part, [])).toBe(true);
  expect(isChanged({ ...part, tests: part.tests.slice(1) }, [was])).toBe(true);
  expect(isChanged({ ...part, mutate: [] }, [was])).toBe(true);
});

test("the page shows what was measured last", () => {
  expect(readFileSync(pageFile, "utf8")).toBe(page(results()));
  expect(results().every(({ part }) => parts.some(({ id }) => id === part))).toBe(true);
});

test.each(parts)("$id: there is something of every name to change, and to ask", ({ mutate, tests }) => {
  for (const pattern of [...mutate, ...tests]) {
    expect(globSync(pattern, { cwd: root }).length, pattern).toBeGreaterThan(0);
  }
});
