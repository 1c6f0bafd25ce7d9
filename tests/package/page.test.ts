import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import * as offered from "../../src/exports/components.ts";
import { pages } from "../docs/pages.ts";
import { mocked } from "./mocked.ts";
import { node } from "./run.ts";

const page = pages.find(({ file }) => file === "docs/components.md");
const blocks = page?.blocks.filter(({ language }) => language === "ts").map(({ text }) => text) ?? [];

const [inReadme = ""] = (pages.find(({ file }) => file === "README.md")?.blocks ?? []).flatMap(
  ({ language, text }) => (language === "ts" ? [text] : []),
);

const components = Object.entries(offered).flatMap(([name, value]) =>
  typeof value === "function" && /^[A-Z]/.test(name) ? [name] : [],
);

/** The program of the page, beside the package that a stranger has installed. */
function folder(): string {
  const stranger = inject("stranger");
  const found = join(stranger, "../page");
  mkdirSync(found, { recursive: true });
  for (const file of ["package.json", "tsconfig.json"]) cpSync(join(stranger, file), join(found, file));
  symlinkSync(join(stranger, "node_modules"), join(found, "node_modules"), "junction");
  writeFileSync(join(found, "index.ts"), blocks.join("\n"));
  writeFileSync(join(found, "readme.ts"), inReadme);
  return found;
}

test("the page about components shows each one, and its program and the one of the README compile and run", async () => {
  const found = folder();
  const { out } = await node(["node_modules/typescript/bin/tsc", "--skipLibCheck"], found);
  expect(out).toBe("");
  const { resources: fromReadme } = await mocked(found, "./readme.ts");
  expect(fromReadme.map(({ name }) => name)).toContain("learn-lms");
  const { resources, outputs } = await mocked(found, "./index.ts");
  expect(outputs).toEqual({ address: "http://library:8000", scansAt: "http://archive-4x2:9000" });
  const built = resources.flatMap(({ type }) => (type.startsWith("arboretum:") ? [type.split(":")[2]] : []));
  expect([...new Set(built)].sort()).toEqual([...components].sort());
});
