import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { parseDocument } from "../../src/documents/document.ts";
import { isError } from "../../src/documents/problem.ts";
import { imageLockSchema } from "../../src/releases/lock.ts";
import { releaseMapSchema } from "../../src/releases/mapSchema.ts";
import { deploymentSettings, platformSettings } from "../../src/settings/settings.ts";
import { Folder, rightStacks, targets } from "./project.ts";
import { unsaid } from "./unsaid.ts";

const seedsOf = (...files: readonly string[]) =>
  targets
    .filter(({ project, file }) => project === "full" && files.includes(file))
    .flatMap(({ seeds }) => seeds);

const documentOf = (text: string) =>
  parseDocument("seed.yaml", text).document?.value as Record<string, unknown>;

/** The sections of a stack file, or of a layer, by their names alone. */
const sectionsOf = (text: string) => {
  const { config, ...sections } = documentOf(text);
  return Object.fromEntries(
    Object.entries((config ?? sections) as object).map(([key, value]) => [
      key.replace("arboretum:", ""),
      value,
    ]),
  );
};

describe("the texts that odd files are made from", () => {
  test.each([
    {
      what: "the settings of a deployment",
      schema: deploymentSettings,
      values: seedsOf("Pulumi.qa.yaml", "stages/qa.yaml", "deployments/academy.yaml").map(sectionsOf),
    },
    {
      what: "the settings of a platform",
      schema: platformSettings,
      values: seedsOf("Pulumi.platform.yaml").map(sectionsOf),
    },
    {
      what: "the release map",
      schema: releaseMapSchema,
      values: seedsOf("release-map.yaml").map(documentOf),
    },
    {
      what: "the lock of images",
      schema: imageLockSchema,
      values: seedsOf("images.lock.yaml").map(documentOf),
    },
  ])("say each key that $what have, and each kind of block", ({ schema, values }) => {
    expect(unsaid(schema, values), "Say it in some file below tests/fuzz/written/").toEqual([]);
  });

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
