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

/** How a secret stands in these texts, and a text with one of them after the other in plain. What Django is told may be plain. */
const ENCRYPTED = /(?<!OUR_TOKEN: )\{ secure: v1:abc \}/g;
const inPlain = (text: string) =>
  [...text.matchAll(ENCRYPTED)].map(
    ({ 0: found, index }) => text.slice(0, index) + SENTINEL + text.slice(index + found.length),
  );

describe("whoever forgets to encrypt one of all secrets that there can be", () => {
  const folder = new Folder("full");
  afterAll(() => folder.remove());

  test.each(["Pulumi.qa.yaml", "Pulumi.platform.yaml"])("in %s, is told so, and shown it nowhere", (file) => {
    const texts = (file === "Pulumi.qa.yaml" ? rightStacks : seedsOf(file)).flatMap(inPlain);
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) {
      const { problems, said } = folder.read(file, Buffer.from(text));
      const line = text.slice(0, text.indexOf(SENTINEL)).split("\n").length;
      const told = problems.filter(
        (one) => isError(one) && one.place?.file === file && one.place.line === line,
      );
      expect(
        told.map(({ rule }) => rule),
        `${file}:${line}`,
      ).toContain("secret-plain");
      expect(said).not.toContain(SENTINEL);
    }
  });
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
