import { expect, test } from "vitest";
import { type Difference, differences } from "../../src/render/difference.ts";
import type { Value } from "../../src/render/rendering.ts";

test.each<[what: string, before: Value, after: Value, found: readonly Difference[]]>([
  ["the same", { a: { b: [1] } }, { a: { b: [1] } }, []],
  ["a value", { a: { b: 1 } }, { a: { b: 2 } }, [{ path: "a.b", before: 1, after: 2 }]],
  ["a property that is new", {}, { a: { b: 1 } }, [{ path: "a", after: { b: 1 } }]],
  ["a property that goes", { a: 1 }, {}, [{ path: "a", before: 1 }]],
  [
    "nothing that becomes something",
    { a: null },
    { a: { b: 1 } },
    [{ path: "a", before: null, after: { b: 1 } }],
  ],
  [
    "something that becomes nothing",
    { a: { b: 1 } },
    { a: null },
    [{ path: "a", before: { b: 1 }, after: null }],
  ],
  [
    "a list that becomes a record",
    { a: [1] },
    { a: { b: 1 } },
    [{ path: "a", before: [1], after: { b: 1 } }],
  ],
  ["a longer list", { a: [1] }, { a: [1, 2] }, [{ path: "a[1]", after: 2 }]],
  [
    "a shorter list",
    { a: [1, 2] },
    { a: [3] },
    [
      { path: "a[0]", before: 1, after: 3 },
      { path: "a[1]", before: 2 },
    ],
  ],
  [
    "several, in the order of their names",
    { b: 1, a: 1 },
    { c: 1, b: 2, a: 2 },
    [
      { path: "a", before: 1, after: 2 },
      { path: "b", before: 1, after: 2 },
      { path: "c", after: 1 },
    ],
  ],
])("differences: %s", (_, before, after, found) => {
  expect(differences(before, after)).toStrictEqual(found);
});
