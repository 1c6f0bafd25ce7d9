import { beforeAll, describe, expect, onTestFinished, test } from "../../scripts/mutation/harness.ts";

/** A few tests as they would be in a file, of code as Stryker would have changed it. */
type Hits = Record<string, number>;
interface Instruments {
  activeMutant?: string;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: { static: Hits; perTest: Record<string, Hits> };
}
const { __stryker__: instruments } = globalThis as unknown as { __stryker__: Instruments };

/** Counts that somebody was here, and says whether the change is on. */
function changed(mutant: string): boolean {
  instruments.mutantCoverage ??= { static: {}, perTest: {} };
  const { static: always, perTest } = instruments.mutantCoverage;
  const { currentTestId: id } = instruments;
  if (id !== undefined) perTest[id] ??= {};
  const hits = (id === undefined ? undefined : perTest[id]) ?? always;
  hits[mutant] = (hits[mutant] ?? 0) + 1;
  if (instruments.activeMutant !== mutant) return false;
  if (instruments.hitCount !== undefined) instruments.hitCount += 1;
  if ((instruments.hitCount ?? 0) > (instruments.hitLimit ?? 0)) throw new Error("Too often");
  return true;
}

const double = (number: number) => (changed("double") ? number : 2 * number);
const loud = (text: string) => (changed("loud") ? text : text.toUpperCase());

function count(to: number): number {
  let number = 0;
  while (changed("endless") || number < to) number += 1;
  return number;
}

let kept = "";
const keep = (text: string) => {
  kept ||= changed("kept") ? "" : text;
  if (instruments.activeMutant === "sticky") kept = "spoilt";
  return kept;
};

const atLoading = changed("static") ? 1 : double(1);

describe("a suite", () => {
  let prepared = 0;
  beforeAll(() => {
    prepared = double(2);
  });

  test.each([1, 2])("has what it prepared: %i", () => {
    expect(prepared).toBe(4);
  });

  test("goes where nothing is asked", () => {
    loud("a");
    expect(atLoading).toBe(2);
  });
});

test("counts to an end", () => {
  expect(count(3)).toBe(3);
});

test("what is kept stays", () => {
  onTestFinished(() => {
    if (instruments.activeMutant === undefined && kept !== "spoilt") kept = "";
  });
  expect(keep("first")).toBe("first");
});
