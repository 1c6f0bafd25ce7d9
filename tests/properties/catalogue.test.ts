import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import type { Property } from "./property.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(import.meta.dirname, "holds");

test("every subject is held by something", () => {
  for (const { about, properties, beside = [] } of catalogue) {
    expect(properties.length + beside.length, about).toBeGreaterThan(0);
  }
});

test("docs/reference/properties.md says which properties hold which subject", async () => {
  const rows = catalogue.flatMap(({ about, properties, beside = [] }) => [
    ...properties.map(({ name, says, costly }) => [about, says, `\`${name}\``, costly ? "one" : "all"]),
    ...beside.map((file) => [
      about,
      "In another way, by tests of its own.",
      `[${basename(file)}](../../${file})`,
      "",
    ]),
  ]);
  const page = [
    "# What holds for every stack",
    "",
    "Written by `npm run golden` from [`tests/properties/catalogue.ts`](../../tests/properties/catalogue.ts). The last column says of which",
    "of the five stacks that `npm test` grows a property is asked. In `npm run proofs` and in the deep run it is asked of every stack, and of those that once broke",
    "another one.",
    "",
    "| subject | what holds | property | asked of |",
    "|---|---|---|---|",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
    "",
  ];
  await expect(page.join("\n")).toMatchFileSnapshot("../../docs/reference/properties.md");
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
