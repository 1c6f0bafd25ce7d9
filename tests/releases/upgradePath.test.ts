import { describe, expect, test } from "vitest";
import type { SupportedRelease } from "../../src/releases/release.ts";
import type { ReleaseTable } from "../../src/releases/supported.ts";
import { between, skipped, upgradePath } from "../../src/releases/upgradePath.ts";

/** Each with those from which an upgrade to it is known, the oldest first. */
const known: Readonly<Record<string, readonly string[]>> = {
  maple: [],
  nutmeg: ["maple"],
  olive: ["nutmeg"],
  // Over olive as well as straight from nutmeg.
  palm: ["olive", "nutmeg"],
  quince: ["palm", "gone"],
  // Nobody knows how to get here.
  redwood: [],
};
const table = new Map(
  Object.entries(known).map(([name, froms], ordinal) => {
    const upgradeFrom = froms.map((from) => ({ from }));
    return [name, { name, ordinal, upgradeFrom } as unknown as SupportedRelease];
  }),
) as unknown as ReleaseTable;

function release(name: string): SupportedRelease {
  const found = [...table.values()].find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

const namesOf = (releases: readonly SupportedRelease[]) => releases.map(({ name }) => name);

test("between two releases are neither of them, and nothing backwards", () => {
  expect(namesOf(between(table, release("nutmeg"), release("quince")))).toEqual(["olive", "palm"]);
  expect(between(table, release("olive"), release("palm"))).toEqual([]);
  expect(between(table, release("quince"), release("nutmeg"))).toEqual([]);
});

test.each([
  ["maple", "olive", ["nutmeg"]],
  ["maple", "nutmeg", []],
  ["nutmeg", "palm", []],
  ["maple", "palm", ["nutmeg", "olive"]],
])("from %s straight to %s skips %j: nothing where that upgrade is known", (from, to, names) => {
  expect(namesOf(skipped(table, release(from), release(to)))).toEqual(names);
});

describe("the way", () => {
  test.each([
    ["of one step", "maple", "nutmeg", ["nutmeg"]],
    ["of two", "maple", "olive", ["nutmeg", "olive"]],
    ["that is the shortest of several", "maple", "quince", ["nutmeg", "palm", "quince"]],
    ["to where one is", "olive", "olive", []],
    ["where none is known", "maple", "redwood", []],
    ["back", "quince", "maple", []],
  ])("%s: from %s to %s", (_, from, to, names) => {
    expect(upgradePath(table, release(from), release(to))).toEqual(names);
  });

  test("passes nothing that is older than where it begins", () => {
    const turns = new Map(table).set(
      "maple" as never,
      {
        ...release("maple"),
        upgradeFrom: [{ from: "quince" }],
      } as unknown as SupportedRelease,
    );
    expect(upgradePath(turns as ReleaseTable, release("quince"), release("nutmeg"))).toEqual([]);
  });
});
