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
