import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notPlain, plainly } from "../../src/render/plain.ts";

const rpc = createRequire(import.meta.url)("@pulumi/pulumi/runtime/rpc.js") as {
  serializeProperty(label: string, value: unknown, dependencies: Set<unknown>): Promise<unknown>;
};

const data = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie("tree")),
    fc.dictionary(fc.string(), tie("tree")),
  ),
})).tree;

describe("plain data", () => {
  test("becomes what the SDK makes of it", async () => {
    const property = fc.asyncProperty(data, async (value) => {
      expect(plainly(value)).toEqual(await rpc.serializeProperty("", value, new Set()));
      expect(JSON.stringify(plainly(value))).toBe(
        JSON.stringify(await rpc.serializeProperty("", value, new Set())),
      );
    });
    await fc.assert(property, { numRuns: 300, seed: 1 });
  });

  test("is a copy: what a program changes later is not what it registered", () => {
    const said = { spec: { ports: [1] } };
    const copy = plainly(said);
    said.spec.ports.push(2);
    expect(copy).toEqual({ spec: { ports: [1] } });
  });

  test.each([
    ["an output", pulumi.output(1)],
    ["a promise", Promise.resolve(1)],
    ["an asset", new pulumi.asset.StringAsset("text")],
    ["a function", () => 1],
    ["a date", new Date(0)],
  ])("is left to the SDK where %s is in it", (_, value) => {
    expect(plainly(value)).toBe(notPlain);
    expect(plainly({ spec: [{ deep: value }] })).toBe(notPlain);
  });
});
