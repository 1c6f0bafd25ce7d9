import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { pages } from "./pages.ts";
import { linesOf, printedBy, projectCopy } from "./printed.ts";

test("the README shows the table that its first command prints", async () => {
  const readme = pages.find(({ file }) => file === "README.md");
  const table = readme?.blocks.find(({ text }) => text.startsWith("stack "))?.text ?? "";
  const copy = projectCopy();
  const printed = await printedBy("npx arboretum preview", copy);
  rmSync(copy, { recursive: true, force: true });
  const wanted = linesOf("README.md", table, printed);
  expect(wanted.length).toBeGreaterThan(4);
  const said = printed.split("\n").map((one) => one.trimEnd());
  for (const line of wanted) expect(said).toContain(line);
});
