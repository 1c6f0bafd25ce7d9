import { beforeAll, describe, expect, onTestFinished, test } from "../../scripts/mutation/harness.ts";
import { count, double, forget, instruments, keep, loud, table } from "./mutationCode.ts";

/** A few tests as they would be in a file. */
const four = double(2);

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
    expect(table).toEqual([1]);
  });
});

test("knows what its file has made", () => {
  expect(four).toBe(4);
});

test("counts to an end", () => {
  expect(count(3)).toBe(3);
});

test("what is kept stays", () => {
  onTestFinished(() => {
    if (instruments.activeMutant === undefined) forget();
  });
  expect(keep("first")).toBe("first");
});
