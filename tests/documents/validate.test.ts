import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type Path, parseDocument } from "../../src/documents/document.ts";
import { givenDocument } from "../../src/documents/given.ts";
import {
  acceptsAnything,
  definitionOf,
  keysAt,
  reaches,
  type Schema,
  schemasAt,
} from "../../src/documents/schema.ts";
import { problemsOf } from "../../src/documents/validate.ts";

const store = z.discriminatedUnion("driver", [
  z.strictObject({ driver: z.literal("single").default("single"), volume: z.string() }),
  z.strictObject({ driver: z.literal("external"), host: z.string() }),
]);

const schema = z.strictObject({
  name: z.string().describe("What it is called."),
  on: z.boolean().optional(),
  count: z.int().min(1).max(9).default(1),
  mode: z.enum(["fast", "safe"]).optional(),
  store: store.optional(),
  list: z.array(z.strictObject({ to: z.string() })).default([]),
  either: z.union([z.literal("all"), z.strictObject({ some: z.string() })]).optional(),
  names: z
    .record(z.string().regex(/^[a-z]+$/, { error: "Small letters only. Write abc." }), z.int())
    .optional(),
  secret: z.string().max(2, { error: "Too long for us. Shorten it." }).optional(),
});

function problems(text: string) {
  const { document } = parseDocument("file.yaml", text);
  if (document === undefined) throw new Error("the text of the case is broken");
  const { error } = schema.safeParse(document.value);
  return problemsOf(error?.issues ?? [], document, {
    show: (path: Path) => path.join("."),
    keysAt: (path: Path, block) => keysAt(schema, path, block),
    moved: (path) => (path.at(-1) === "colour" ? "Write `mode`." : undefined),
    meaning: (path) => (path.at(-1) === "name" ? "What it is called." : undefined),
    hidden: (path) => path[0] === "secret",
  });
}

describe("what a schema finds", () => {
  test.each([
    [
      "an unknown key",
      "name: x\nmodee: fast",
      2,
      "modee",
      '"modee" is not a setting here. Did you mean "mode"?',
      "One of: name, on,",
    ],
    ["a moved key", "name: x\ncolour: red", 2, "colour", '"colour" is not a setting here.', "Write `mode`."],
    ["a missing value", "on: true", 1, "name", "This is required.", "What it is called."],
    ["a missing value below", "name: x\nlist:\n  - {}", 3, "list.0.to", "This is required.", "Write text."],
    ["a number as text", "name: 5", 1, "name", "Expected text, found a number (5).", "Put it in quotes."],
    [
      "text as a number",
      'name: x\ncount: "5"',
      2,
      "count",
      'Expected a number, found text ("5").',
      "Leave out the quotes.",
    ],
    [
      "text as a switch",
      "name: x\non: yes",
      2,
      "on",
      'Expected true or false, found text ("yes").',
      "Write true or false",
    ],
    [
      "a fraction",
      "name: x\ncount: 1.5",
      2,
      "count",
      "Expected a whole number, found a number (1.5).",
      undefined,
    ],
    ["too small", "name: x\ncount: 0", 2, "count", "0 is too small.", "At least 1."],
    ["too large", "name: x\ncount: 10", 2, "count", "10 is too large.", "At most 9."],
    [
      "a wrong choice",
      "name: x\nmode: fats",
      2,
      "mode",
      '"fats" is not allowed here. Did you mean "fast"?',
      "One of: fast, safe",
    ],
    [
      "a wrong driver",
      "name: x\nstore: { driver: singel }",
      2,
      "store.driver",
      '"singel" is not allowed here. Did you mean "single"?',
      "One of: single, external",
    ],
    [
      "a key of another driver",
      "name: x\nstore: { volume: x, host: y }",
      2,
      "store.host",
      '"host" is not a setting here.',
      "One of: driver, volume",
    ],
    [
      "no branch of a choice",
      "name: x\neither: none",
      2,
      "either",
      '"none" is not allowed here.',
      "Expected all, or a block of settings.",
    ],
    [
      "the branch that was meant",
      "name: x\neither: { some: 5 }",
      2,
      "either.some",
      "Expected text, found a number (5).",
      "Put it in quotes.",
    ],
    ["a wrong name", "name: x\nnames: { A1: 5 }", 2, "names.A1", '"A1": Small letters only.', "Write abc."],
    ["nothing", "name:", 1, "name", "Expected text, found nothing.", undefined],
    [
      "a list for a block",
      "name: x\nstore: [a]",
      2,
      "store",
      "Expected a block of settings, found a list",
      undefined,
    ],
  ] as const)("%s is said where it stands", (_, text, line, path, message, remedy) => {
    const [problem, ...more] = problems(text);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ severity: "error", path, place: { file: "file.yaml", line } });
    expect(problem?.message.startsWith(message)).toBe(true);
    expect(problem?.remedy?.startsWith(remedy ?? "") ?? remedy === undefined).toBe(true);
  });

  test.each(["secret: hunter2", "secret: [hunter2]", "secret: { hunter: hunter2 }"])(
    "in %s is said without showing the hidden value",
    (text) => {
      const found = problems(`name: x\n${text}`);
      expect(found).toHaveLength(1);
      expect(JSON.stringify(found)).not.toContain("hunter2");
    },
  );

  test("is all said at once", () => {
    expect(problems("on: 5\ncount: 0\nx: 1").map(({ path }) => path)).toEqual(["name", "on", "count", "x"]);
  });

  test("shows no more than the beginning of a long value", () => {
    expect(problems(`name: x\nmode: ${"y".repeat(5000)}`)[0]?.message.length).toBeLessThan(120);
  });
});

describe("a schema can be asked", () => {
  test("which keys a block may hold, through defaults and alternatives", () => {
    expect(keysAt(schema, ["list", 0])).toEqual(["to"]);
    expect(keysAt(schema, ["store"], { driver: "single" })).toEqual(["driver", "volume"]);
    expect(keysAt(schema, ["store"], { driver: "nothing" })).toEqual(["driver", "volume", "host"]);
    expect(keysAt(schema, ["store"])).toEqual(["driver", "volume", "host"]);
    expect(keysAt(schema, ["names"])).toEqual([]);
    expect(keysAt(schema, ["nowhere", "at", "all"])).toEqual([]);
  });

  test("what lies at a path, and never what an object inherits", () => {
    expect(schemasAt(schema, ["names", "anything"])).toHaveLength(1);
    expect(schemasAt(schema, ["constructor"])).toEqual([]);
    expect(schemasAt(schema, ["__proto__", "x"])).toEqual([]);
  });

  test("whether something lies below", () => {
    const isInt = (one: z.core.$ZodType) => one instanceof z.ZodNumber;
    expect(reaches(schemasAt(schema, []), isInt)).toBe(true);
    expect(reaches(schemasAt(schema, ["list"]), isInt)).toBe(false);
  });
});

describe("what is wrapped", () => {
  const inner = z.strictObject({ a: z.string() });
  test.each([
    ["optional", inner.optional()],
    ["nullable", inner.nullable()],
    ["a default", inner.default({ a: "x" })],
    ["filled before", inner.prefault({ a: "x" })],
    ["read-only", inner.readonly()],
    ["not optional any more", inner.optional().nonoptional()],
    ["changed afterwards", inner.transform((value) => value.a)],
    ["one of two", z.union([z.string(), inner])],
  ])("is seen through: %s", (_, wrapped) => {
    expect(keysAt(z.strictObject({ outer: wrapped }), ["outer"])).toEqual(["a"]);
    expect(keysAt(wrapped, [])).toEqual(["a"]);
  });

  test("is found below records and lists, and nowhere below a plain value", () => {
    const deep = z.strictObject({
      record: z.record(z.string(), inner),
      list: z.array(inner),
      plain: z.string(),
    });
    expect(keysAt(deep, ["record", "any"])).toEqual(["a"]);
    expect(keysAt(deep, ["list", 3])).toEqual(["a"]);
    expect(keysAt(deep, ["plain", "x"])).toEqual([]);
    expect(schemasAt(deep, ["plain", "x"])).toEqual([]);
    expect(schemasAt(deep, ["toString"])).toEqual([]);
    expect(schemasAt(z.strictObject({ any: z.unknown() }), ["any", "x", 5])).toHaveLength(1);
    const isText = (schema: Schema) => definitionOf(schema).type === "string";
    expect(reaches([z.record(z.string(), z.strictObject({ b: z.number() }))], isText)).toBe(false);
    expect(reaches([z.record(z.string(), inner)], isText)).toBe(true);
    expect(reaches([z.array(inner)], isText)).toBe(true);
    expect(reaches([z.array(z.number())], isText)).toBe(false);
  });

  test("may accept whatever there is", () => {
    expect(acceptsAnything(z.unknown())).toBe(true);
    expect(acceptsAnything(inner)).toBe(false);
  });
});

describe("somebody who says nothing of the words", () => {
  const said = (schema: z.ZodType, value: unknown) => {
    const { error } = schema.safeParse(value);
    const wording = { show: (path: Path) => path.join("."), keysAt: (path: Path) => keysAt(schema, path) };
    return problemsOf(error?.issues ?? [], givenDocument("given", value), wording).map(
      ({ rule, place, path, message, remedy }) => [rule, place?.file, path, message, remedy],
    );
  };

  test.each([
    [z.strictObject({}), { a: 1 }, ["key-unknown", "given", "a", '"a" is not a setting here.', undefined]],
    [
      z.strictObject({ b: z.string().optional() }),
      { a: 1 },
      ["key-unknown", "given", "a", '"a" is not a setting here. Did you mean "b"?', "One of: b"],
    ],
    [
      z.strictObject({ a: z.boolean() }),
      {},
      ["value-missing", "given", "a", "This is required.", "Write true or false."],
    ],
    [
      z.strictObject({ a: z.date() }),
      {},
      ["value-missing", "given", "a", "This is required.", "Write date."],
    ],
    [
      z.strictObject({ a: z.union([z.literal("x"), z.strictObject({ b: z.string() })]) }),
      {},
      ["value-missing", "given", "a", "This is required.", "Expected x, or a block of settings."],
    ],
    [
      z.strictObject({ a: z.union([z.literal("x"), z.literal("y")]) }),
      { a: "z" },
      ["value-invalid", "given", "a", '"z" is not allowed here.', "Expected x, or y."],
    ],
    [
      z.union([
        z.strictObject({ a: z.strictObject({ b: z.string() }) }),
        z.strictObject({ c: z.string(), d: z.string() }),
      ]),
      { a: { b: 5 } },
      ["value-invalid", "given", "a.b", "Expected text, found a number (5).", "Put it in quotes."],
    ],
    [
      z.strictObject({ a: z.string() }),
      { a: true },
      ["value-invalid", "given", "a", "Expected text, found true or false (true).", "Put it in quotes."],
    ],
    [
      z.strictObject({ a: z.string() }),
      { a: [] },
      ["value-invalid", "given", "a", "Expected text, found a list ([]).", undefined],
    ],
    [
      z.strictObject({ a: z.number() }),
      { a: "5" },
      ["value-invalid", "given", "a", 'Expected a number, found text ("5").', "Leave out the quotes."],
    ],
    [
      z.strictObject({ a: z.number() }),
      { a: "five" },
      ["value-invalid", "given", "a", 'Expected a number, found text ("five").', undefined],
    ],
    [
      z.strictObject({ a: z.number() }),
      { a: " " },
      ["value-invalid", "given", "a", 'Expected a number, found text (" ").', undefined],
    ],
    [
      z.strictObject({ a: z.array(z.string()) }),
      { a: "5" },
      ["value-invalid", "given", "a", 'Expected a list, found text ("5").', undefined],
    ],
    [
      z.strictObject({ a: z.boolean() }),
      { a: "true" },
      [
        "value-invalid",
        "given",
        "a",
        'Expected true or false, found text ("true").',
        "Write true or false, without quotes.",
      ],
    ],
    [
      z.strictObject({ a: z.boolean() }),
      { a: 1 },
      ["value-invalid", "given", "a", "Expected true or false, found a number (1).", undefined],
    ],
    [
      z.strictObject({ a: z.array(z.string()).max(1) }),
      { a: ["x", "y"] },
      ["value-invalid", "given", "a", '["x","y"] is too large.', "At most 1."],
    ],
    [
      z.strictObject({ a: z.string().regex(/x/) }),
      { a: "y" },
      ["value-invalid", "given", "a", '"y" is not allowed here.', undefined],
    ],
    [
      z.strictObject({ a: z.string().refine(() => false, { error: "Not so. Write it like this. Or so." }) }),
      { a: "y" },
      ["value-invalid", "given", "a", '"y": Not so.', "Write it like this. Or so."],
    ],
    [
      z.strictObject({ a: z.array(z.string()).refine(() => false, { error: "Too much at once" }) }),
      { a: [] },
      ["value-invalid", "given", "a", "Too much at once", undefined],
    ],
    [
      z
        .strictObject({ a: z.string().optional() })
        .refine(() => false, { error: "One of the two is needed.", path: ["a"] }),
      {},
      ["value-missing", "given", "a", "One of the two is needed.", undefined],
    ],
    [
      z.strictObject({ a: z.strictObject({ kind: z.literal("x") }) }),
      { a: { kind: "y" } },
      ["value-invalid", "given", "a.kind", '"y" is not allowed here. Did you mean "x"?', "One of: x"],
    ],
  ])("%# is told in ours", (schema, value, problem) => {
    expect(said(schema, value)).toEqual([problem]);
  });

  test("is told of a given value without a line", () => {
    const given = givenDocument("given", { a: 1 });
    expect([given.value, given.root, given.placeOf(["a"]), given.placeOfKey(["a"])]).toEqual([
      { a: 1 },
      null,
      { file: "given" },
      { file: "given" },
    ]);
  });
});
