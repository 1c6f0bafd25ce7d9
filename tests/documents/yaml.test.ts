import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { toYaml, toYamlStream } from "../../src/documents/yaml.ts";
import type { Value } from "../../src/render/rendering.ts";

const trees = fc.letrec<{ tree: Value }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.constantFrom(
      "yes",
      "No",
      "0o17",
      "017",
      "1_000",
      "12:30:45",
      "2026-11-21",
      "~",
      "=",
      "<<",
      "- a",
      "a: b",
      "# c",
      "1e3",
      ".inf",
    ),
    multiline(),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "binary" }), tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

function multiline(): fc.Arbitrary<string> {
  const line = fc.oneof(
    fc.constant(""),
    fc.constant("  "),
    fc.string(),
    fc.constantFrom("  a", "\ta", "- b", "---", "...", "a: |", "# x", "a "),
  );
  return fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join("\n"));
}

test("whatever it writes reads back the same, in YAML 1.2 and in 1.1", () => {
  fc.assert(
    fc.property(trees.tree, (tree) => {
      const text = toYaml(tree);
      expect(parse(text)).toEqual(tree);
      expect(parse(text, { version: "1.1", merge: false })).toEqual(tree);
    }),
    { numRuns: 400 },
  );
});

test.each([
  "y",
  "Yes",
  "NO",
  "on",
  "Off",
  "true",
  "Null",
  "~",
  "017",
  "0o17",
  "0x1F",
  "1_000",
  "1:30",
  "1e3",
  "2026-11-21",
  "",
  " a",
  "a ",
  "a: b",
  "a #b",
  "b:",
])("%j stays text for a reader of YAML 1.1", (text) => {
  expect(parse(toYaml({ text }), { version: "1.1" })).toEqual({ text });
});

describe("text of several lines reads as it is", () => {
  test.each([
    ["ends with a line feed", "a\nb\n", "text: |\n  a\n  b\n"],
    ["ends without one", "a\n\nb", "text: |-\n  a\n\n  b\n"],
    ["ends with several", "a\n\n\n", "text: |+\n  a\n\n\n"],
    ["starts with spaces", "  a\nb\n", "text: |2\n    a\n  b\n"],
  ])("%s", (_, text, written) => {
    expect(toYaml({ text })).toBe(written);
    expect(parse(written)).toEqual({ text });
  });
});

test("what needs no quotes has none", () => {
  const value = {
    image: "docker.io/a/b:1.2@sha256:0a",
    cpu: "200m",
    memory: "1Gi",
    args: ["/bin/sh", "-c"],
    none: [],
    empty: {},
  };
  expect(toYaml(value)).toBe(
    'image: docker.io/a/b:1.2@sha256:0a\ncpu: 200m\nmemory: 1Gi\nargs:\n  - /bin/sh\n  - "-c"\nnone: []\nempty: {}\n',
  );
});

test("a stream holds every document", () => {
  const documents = [{ a: "---\n" }, { b: 1 }];
  expect(parseAllDocuments(toYamlStream(documents)).map((document) => document.toJS())).toEqual(documents);
});

test.each([
  ["a number that is none", Number.NaN, ".nan"],
  ["more than every number", Number.POSITIVE_INFINITY, ".inf"],
  ["less than every number", Number.NEGATIVE_INFINITY, "-.inf"],
  ["nought", 0, "0"],
  ["nought from below", -0, "-0"],
  ["a number", -1.5, "-1.5"],
  ["nothing", null, "null"],
  ["a switch", false, "false"],
])("%s is written as YAML has it", (_, value, text) => {
  expect(toYaml(value)).toBe(`${text}\n`);
  expect(toYaml({ a: value })).toBe(`a: ${text}\n`);
  expect(parse(text)).toEqual(value);
});

test.each(["y", "N", "yes", "no", "On", "off", "true", "FALSE", "null", "e0", "E+5", "e-1"])(
  "%s is in quotes: some reader takes it for something else than text",
  (word) => {
    expect(toYaml([word])).toBe(`- "${word}"\n`);
  },
);

test.each(["yet", "nodes", "offer", "falsely", "nullable", "xe0", "ex1", "e", "5Gi", "100m", "_a", "/a/b"])(
  "%s needs no quotes",
  (word) => {
    expect(toYaml([word])).toBe(`- ${word}\n`);
  },
);

test.each(["\u007f", "\u0085", "\u00a0", "\u2028", "\ufeff", "\uffff"])(
  "the character %j is written by its number, of four digits",
  (character) => {
    const number = character.charCodeAt(0).toString(16).padStart(4, "0");
    expect(toYaml(`a${character}b${character}`)).toBe(`"a\\u${number}b\\u${number}"\n`);
  },
);

test.each([
  ["lines", "a\nb", "|-\n  a\n  b"],
  ["lines with an end", "a\nb\n", "|\n  a\n  b"],
  ["lines with empty ones behind", "a\nb\n\n", "|+\n  a\n  b\n"],
  ["an empty line between", "a\n\nb", "|-\n  a\n\n  b"],
  ["a first line that is indented", "  a\nb", "|2-\n    a\n  b"],
  ["a first line that is indented, after empty ones", "\n\n a\nb", "|2-\n\n\n   a\n  b"],
  ["a later line that is indented", "a\n  b", "|-\n  a\n    b"],
  ["a later line that is indented, after an empty one", "a\n\n b", "|-\n  a\n\n   b"],
])("text of several lines is a block: %s", (_, text, block) => {
  expect(toYaml({ a: text })).toBe(`a: ${block}\n`);
  expect(parse(toYaml({ a: text }))).toEqual({ a: text });
});

test("text alone is one line, whatever is in it", () => {
  expect(toYaml("a\nb")).toBe('"a\\nb"\n');
});

test("a list stands below its key, and the first field of an item beside its dash", () => {
  const items = [{ a: 1, b: [] }, [1, [2]], {}, [], "x", null, { c: { d: 1, e: {} } }];
  expect(toYaml({ items })).toBe(
    [
      "items:",
      "  - a: 1",
      "    b: []",
      "  -",
      "    - 1",
      "    -",
      "      - 2",
      "  - {}",
      "  - []",
      "  - x",
      "  - null",
      "  - c:",
      "      d: 1",
      "      e: {}",
      "",
    ].join("\n"),
  );
  expect(parse(toYaml({ items }))).toEqual({ items });
});

test("what is absent is left out, and what is empty is written so", () => {
  const absent = { a: undefined, b: { c: undefined }, d: [{ e: undefined }], f: 1 } as unknown as Value;
  expect(toYaml(absent)).toBe("b: {}\nd:\n  - {}\nf: 1\n");
  expect(toYaml({ a: undefined } as unknown as Value)).toBe("{}\n");
  expect([toYaml({}), toYaml([]), toYaml([1])]).toEqual(["{}\n", "[]\n", "- 1\n"]);
  expect(toYamlStream([{ a: 1 }, [2]])).toBe("a: 1\n---\n- 2\n");
});
