import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pages } from "./pages.ts";
import { linesOf, printedBy, projectCopy } from "./printed.ts";

const tutorial = pages.find(({ file }) => file === "docs/tutorials/first-stack.md");
const blocks = tutorial?.blocks ?? [];

let copy = "";
beforeAll(() => {
  copy = projectCopy();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** A YAML block names its file in its first line, and may be added to what is there. */
function write(text: string): void {
  const [, file = "", added] = /^# (\S+?)(, at the end)?\n/.exec(text) ?? [];
  const content = text.slice(text.indexOf("\n") + 1);
  const path = join(copy, file);
  mkdirSync(dirname(path), { recursive: true });
  // Places in the messages count the line that names the file.
  writeFileSync(path, added ? `${readFileSync(path, "utf8")}${content}` : text);
}

test("its steps do what the page says, one after the other", async () => {
  let printed = "";
  let compared = 0;
  for (const { language, text } of blocks) {
    if (language === "yaml") write(text);
    const line = text.trim();
    if (language === "sh" && /^npx arboretum [^\n]*$/.test(line)) printed = await printedBy(line, copy);
    if (language !== "text") continue;
    const said = printed.split("\n").map((one) => one.trimEnd());
    for (const wanted of linesOf("docs/tutorials/first-stack.md", text, printed)) {
      expect(said, `after ${wanted}`).toContain(wanted);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(12);
});
