import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseDocument, readDocument } from "../../src/documents/document.ts";

const TEXT = `a:
  b:
    - x
    - { c: 1, d: [2, 3] }
  e: "text"
5: number key
`;

describe("the place of a value", () => {
  const { document } = parseDocument("file.yaml", TEXT);
  test.each([
    [["a"], 2, 3],
    [["a", "b"], 3, 5],
    [["a", "b", 0], 3, 7],
    [["a", "b", 1, "c"], 4, 12],
    [["a", "b", 1, "d", 1], 4, 22],
    [["a", "e"], 5, 6],
    [["5"], 6, 4],
  ])("%j stands where it is written", (path, line, column) => {
    expect(document?.placeOf(path)).toEqual({ file: "file.yaml", line, column });
  });

  test.each([
    [["a", "b"], 2, 3],
    [["a", "b", 1, "d"], 4, 15],
    [["a", "e"], 5, 3],
  ])("the key of %j stands before its value", (path, line, column) => {
    expect(document?.placeOfKey(path)).toEqual({ file: "file.yaml", line, column });
  });

  test.each([
    [["a", "missing"], 1, 1],
    [["a", "b", 7], 2, 3],
    [["a", "e", "deeper"], 5, 3],
    [["nowhere"], 1, 1],
  ])("what is absent at %j is looked for in its nearest parent", (path, line, column) => {
    expect(document?.placeOf(path)).toEqual({ file: "file.yaml", line, column });
  });

  test("it is counted in lines whatever ends them", () => {
    const windows = parseDocument("file.yaml", TEXT.replaceAll("\n", "\r\n"));
    expect(windows.document?.value).toEqual(document?.value);
    expect(windows.document?.placeOf(["a", "e"])).toEqual({ file: "file.yaml", line: 5, column: 6 });
  });

  test("an anchor and its aliases hold the same value", () => {
    const shared = parseDocument("file.yaml", "a: &x { b: 1 }\nc: *x\n");
    expect(shared.document?.value).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(shared.document?.placeOf(["c", "b"])).toEqual({ file: "file.yaml", line: 2, column: 1 });
  });
});

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: [*c,*c,*c,*c,*c,*c,*c,*c,*c]
`;

describe("a text that is no YAML", () => {
  test.each([
    ["lists", "- "],
    ["keys", "? "],
  ])("is one of %s in one another without end, without a bracket", (_, opening) => {
    expect(parseDocument("file.yaml", opening.repeat(50_000)).problems).toMatchObject([
      { rule: "yaml-broken", message: "This is not usable YAML. The blocks are nested too deep." },
    ]);
  });

  test.each([
    ["an open list", "a: [1\nb: 2\n", 2, /must be sufficiently indented/],
    ["an open quote", "a: 'x\n", 2, /Missing closing/],
    ["a tab", "a:\n\tb: 1\n", 2, /A tab stands/],
    ["a key twice", "a: 1\nb: 2\na: 3\n", 3, /here twice/],
    ["a second document", "a: 1\n---\nb: 2\n", 2, /A second document/],
    ["an old version", "%YAML 1.1\n---\na: yes\n", 1, /old version/],
    ["an unknown tag", "a: !thing x\n", 1, /Tags are not used/],
    ["a known tag", "a: !!binary aGk=\n", 1, /Tags are not used/],
    ["a set", "a: !!set { x, y }\n", 1, /Tags are not used/],
    ["an alias without anchor", "a: 1\nb: *gone\n", 2, /No anchor/],
    ["an alias of what comes later", "a: *x\nb: &x 1\n", 1, /No anchor/],
    ["an alias that contains itself", "a: &x\n  b: *x\n", 2, /contains itself/],
    ["two colons", "a: b: c\n", 1, /second colon/],
    ["a reserved character", "a: @x\n", 1, /Put the value in quotes/],
    ["text after a quote", 'a: "x"y\n', 1, /does not belong here/],
    ["a nest without end", "[".repeat(20_000), 1, /nested too deep/],
  ])("%s is refused at its line", (_, text, line, message) => {
    const { document, problems } = parseDocument("file.yaml", text);
    expect(document).toBeUndefined();
    expect(problems[0]).toMatchObject({ rule: "yaml-broken", place: { file: "file.yaml", line } });
    expect(problems[0]?.message).toMatch(message);
  });

  test("a bomb of aliases is refused before it goes off", () => {
    expect(parseDocument("file.yaml", bomb).problems).toMatchObject([
      { rule: "yaml-broken", message: expect.stringMatching(/enormous/) },
    ]);
  });

  test("in several lines is told once a line", () => {
    const places = (text: string) => parseDocument("a.yaml", text).problems.map(({ place }) => place?.line);
    expect(places("a: !x [!y 1]\nb: 1\nc: !z 2\n")).toEqual([1, 3]);
  });

  test.each(["%YAML 1.2\n---\na: 1\n", "a: &x 1\nb: &y 2\nc: [*x, *y]\n", "? a\n: 1\n", "5: 1\ntrue: 2\n"])(
    "%j is none of these",
    (text) => {
      expect(parseDocument("a.yaml", text).problems).toEqual([]);
    },
  );

  test("says what is wrong in whole sentences", () => {
    for (const text of ["a: [1\nb: 2\n", "a: 'x\n", "a: {b\n", "- a\nb: 1\n", "a: |x\n b\n"]) {
      const { problems } = parseDocument("a.yaml", text);
      expect(problems.length, text).toBeGreaterThan(0);
      for (const { message } of problems) expect(message).toMatch(/[^.!?][.!?]$/);
    }
  });

  test.each(["a: hunter2: x", "a: @hunter2", 'a: "x"hunter2', "a: *hunter2", "a: !hunter2 x"])(
    "%s is refused without being quoted, since it may be a secret",
    (text) => {
      const { problems } = parseDocument("file.yaml", text);
      expect(problems).not.toHaveLength(0);
      expect(JSON.stringify(problems)).not.toContain("hunter2");
    },
  );

  test.each(["", "\n\n", "# only a comment\n", "~", "---\n...\n"])("%j is called empty", (text) => {
    expect(parseDocument("file.yaml", text).problems).toMatchObject([{ rule: "file-empty" }]);
  });
});

describe("a file", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "documents-"));
  });
  afterAll(() => rmSync(root, { recursive: true }));
  const read = (content: string | Uint8Array) => {
    writeFileSync(join(root, "file.yaml"), content);
    return readDocument(root, "file.yaml");
  };

  test.each([
    ["a file of bytes", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]), "file-binary"],
    ["text that is not UTF-8", new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe]), "file-binary"],
    ["an empty file", "", "file-empty"],
    ["an enormous file", `a: ${"x".repeat(8 * 1024 * 1024)}`, "file-large"],
  ])("%s is refused", (_, content, rule) => {
    expect(read(content).problems).toMatchObject([{ rule, place: { file: "file.yaml" } }]);
  });

  test("that is no UTF-8 is told how to be saved", () => {
    expect(read(new Uint8Array([0x61, 0xff])).problems).toMatchObject([{ remedy: "Save it as UTF-8." }]);
  });

  test("a byte order mark moves nothing", () => {
    const { document } = read("\uFEFFa: 1\n");
    expect(document?.value).toEqual({ a: 1 });
    expect(document?.placeOf(["a"])).toEqual({ file: "file.yaml", line: 1, column: 4 });
  });

  test("that is missing, or a folder, is a problem and no exception", () => {
    const said = (file: string) =>
      readDocument(root, file).problems.map(({ rule, message }) => [rule, message]);
    expect(said("absent.yaml")).toEqual([["file-missing", "This file does not exist."]]);
    expect(said(".")).toEqual([["file-missing", "This is a folder, not a file."]]);
    writeFileSync(join(root, "plain"), "");
    expect(said("plain/below.yaml")).toEqual([["file-unreadable", "This file cannot be read (ENOTDIR)."]]);
  });
});

describe("a key that is no name", () => {
  test.each([
    ["a list", "? [a, b]\n: c"],
    ["a block", "{ ? { a: b } : c }"],
    ["an alias", "a: &a x\n*a : c"],
    ["below others", "a:\n  - ? - b\n    : c"],
  ])("because it is %s is refused where it stands", (_, text) => {
    const { document, problems } = parseDocument("a.yaml", text);
    expect(document).toBeUndefined();
    expect(problems).toMatchObject([
      {
        rule: "yaml-broken",
        message: "This is not usable YAML. A block, a list or an alias stands where a name has to.",
      },
    ]);
  });

  test("and holds others of its kind does not take the reader for ever", () => {
    const { problems } = parseDocument("a.yaml", `a: b\n${"? ".repeat(1000)}`);
    expect(problems.length).toBeGreaterThan(0);
  });
});

describe("blocks in blocks", () => {
  const nested = (depth: number) => `${"[".repeat(depth)}x${"]".repeat(depth)}`;

  test("are read a hundred deep, and refused where they go deeper", () => {
    expect(parseDocument("a.yaml", nested(101)).problems).toEqual([]);
    expect(parseDocument("a.yaml", nested(102)).problems).toMatchObject([
      {
        message: "This is not usable YAML. The blocks are nested too deep.",
        place: { line: 1, column: 102 },
      },
    ]);
    expect(parseDocument("a.yaml", "- ".repeat(10_000)).problems).toHaveLength(1);
    expect(parseDocument("a.yaml", "{ a: ".repeat(102) + "}".repeat(102)).problems).toHaveLength(1);
  });
});
