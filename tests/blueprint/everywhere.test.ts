import { expect, test } from "vitest";
import { everywhere } from "../../src/blueprint/everywhere.ts";

interface Mark {
  readonly mark: number;
}
const isMark = (value: object): value is Mark => "mark" in value;
const more = ({ mark }: Mark): Mark => ({ mark: mark + 1 });

test("whatever is of the kind is something else, however deep it lies", () => {
  const part = { a: [{ mark: 1 }, 2, [{ b: { mark: 3 } }]], mark: 5, c: null, d: undefined };
  expect(everywhere(part, isMark, more)).toEqual({ mark: 6 });
  expect(everywhere({ part: part.a, c: null }, isMark, more)).toEqual({
    part: [{ mark: 2 }, 2, [{ b: { mark: 4 } }]],
    c: null,
  });
  expect(part.a[0]).toEqual({ mark: 1 });
});

test("what holds nothing of the kind stays the same object", () => {
  const part = { with: { mark: 1 }, without: { list: [{ a: 1 }] } };
  const changed = everywhere(part, isMark, more);
  expect(changed.without).toBe(part.without);
  expect(everywhere(part.without, isMark, more)).toBe(part.without);
});
