import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import type { Property } from "./property.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(import.meta.dirname, "holds");

test("every subject is held by something, and says what it still waits for", () => {
  for (const { about, properties, beside = [], waiting = [] } of catalogue) {
    expect(properties.length + beside.length, about).toBeGreaterThan(0);
    for (const { what, for: reason } of waiting)
      expect([what, reason].every((text) => text.length > 5)).toBe(true);
  }
});

test("what stands beside the properties exists", () => {
  const files = catalogue.flatMap(({ beside = [] }) => beside);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("every property that is written is in the catalogue, once, with a sentence", async () => {
  const listed = catalogue.flatMap(({ properties }) => properties);
  const written = await Promise.all(
    readdirSync(folder).map(async (file) => Object.values(await import(join(folder, file))) as Property[][]),
  );
  const all = written.flat(2);
  expect(listed.map(({ name }) => name).sort()).toEqual(all.map(({ name }) => name).sort());
  expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length);
  for (const { says } of listed) expect(says).toMatch(/^[A-Z].*\.$/);
});
