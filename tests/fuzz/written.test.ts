import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { isError } from "../../src/documents/problem.ts";
import { SENTINEL } from "../secrets/sentinel.ts";
import { Folder, rightStacks, seedsOf } from "./project.ts";
import { unsaid } from "./unsaid.ts";

describe("the texts that odd files are made from", () => {
  const folder = new Folder("full");
  afterAll(() => folder.remove());

  test.each(rightStacks.map((text) => [text.split("\n")[0] as string, text]))(
    "%s: is right, so that what is changed in it gets far",
    (_, text) => {
      const { problems, blueprints } = folder.read("Pulumi.qa.yaml", Buffer.from(text));
      expect(problems.filter(isError)).toEqual([]);
      expect(blueprints).toBe(2);
    },
  );
});

/** How a secret stands in these texts. What Django is told may be plain. */
const ENCRYPTED = /(?<!OUR_TOKEN: )\{ secure: v1:abc \}/g;
/** The lines of a text in which something stands, each as often as it does. */
const linesWith = (text: string, what: string): readonly number[] =>
  text.split("\n").flatMap((line, index) =>
    line
      .split(what)
      .slice(1)
      .map(() => index + 1),
  );

describe("whoever forgets to encrypt all secrets that there can be", () => {
  const folder = new Folder("full");
  afterAll(() => folder.remove());

  test.each(["Pulumi.qa.yaml", "Pulumi.platform.yaml"])(
    "in %s, is told so of each, and shown none anywhere",
    (file) => {
      let found = 0;
      for (const text of file === "Pulumi.qa.yaml" ? rightStacks : seedsOf(file)) {
        const plain = text.replaceAll(ENCRYPTED, SENTINEL);
        const { problems, said } = folder.read(file, Buffer.from(plain));
        const told = problems.flatMap(({ rule, severity, place }) =>
          rule === "secret-plain" && severity === "error" && place?.file === file ? [place.line ?? 0] : [],
        );
        expect(told.sort((a, b) => a - b)).toEqual(linesWith(plain, SENTINEL));
        expect(said).not.toContain(SENTINEL);
        found += told.length;
      }
      expect(found).toBeGreaterThan(10);
    },
  );
});

describe("what texts leave out", () => {
  const schema = z.strictObject({
    name: z.string(),
    list: z.array(z.strictObject({ a: z.int(), b: z.int().optional() })).default([]),
    kinds: z
      .record(
        z.string(),
        z.discriminatedUnion("by", [
          z.strictObject({ by: z.literal("x"), of: z.int() }),
          z.strictObject({ by: z.enum(["y", "z"]), of: z.int() }),
        ]),
      )
      .optional(),
  });
  test.each([
    [
      "a key",
      [{ list: [{ a: 1, b: 1 }], kinds: { k: { by: "x", of: 1 }, l: { by: "y", of: 1 } } }],
      ["name"],
    ],
    ["a whole section", [{ name: "", list: [{ a: 1, b: 1 }] }], ["kinds"]],
    [
      "a key of an item",
      [{ name: "", list: [{ a: 1 }], kinds: { k: { by: "x", of: 1 }, l: { by: "y", of: 1 } } }],
      ["list[].b"],
    ],
    [
      "a kind",
      [{ name: "", list: [{ a: 1, b: 1 }], kinds: { k: { by: "x", of: 1 } } }],
      ["kinds.* (by: y or z)"],
    ],
    [
      "a key of a kind, although another kind has it",
      [{ name: "", list: [{ a: 1, b: 1 }], kinds: { k: { by: "x", of: 1 }, l: { by: "z" } } }],
      ["kinds.*.of"],
    ],
    [
      "nothing, together",
      [
        { name: "", kinds: { k: { by: "x", of: 1 } } },
        { list: [{ a: 1 }, { b: 1 }], kinds: { k: { by: "z", of: 1 } } },
      ],
      [],
    ],
  ])("is found: %s", (_, values, expected) => {
    expect(unsaid(schema, values)).toEqual(expected);
  });
});
