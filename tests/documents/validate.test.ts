import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type Path, parseDocument } from "../../src/documents/document.ts";
import { keysAt, reaches, schemasAt } from "../../src/documents/schema.ts";
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
    keysAt: (path) => keysAt(schema, path),
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
      "One of: driver, volume, host",
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
