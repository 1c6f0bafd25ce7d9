import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { pages, root } from "./pages.ts";

const tutorial = pages.find(({ file }) => file === "docs/tutorials/first-stack.md");
const blocks = tutorial?.blocks ?? [];

let copy = "";
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "arboretum-tutorial-"));
  for (const file of globSync("{Pulumi*.yaml,release-map.yaml,images.lock.yaml,deployments,stages}", {
    cwd: root,
  })) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

async function arboretum(line: string): Promise<string> {
  let printed = "";
  const say = (text: string) => {
    printed += text;
  };
  await run(line.split(/\s+/).slice(2), {
    out: say,
    err: say,
    cwd: copy,
    environment: { PATH: "" },
    terminal: { out: false, err: false },
    now: () => new Date("2026-11-21T12:00:00Z"),
  });
  return printed;
}

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
    if (language === "sh" && /^npx arboretum [^\n]*$/.test(line)) printed = await arboretum(line);
    if (language !== "text") continue;
    const said = printed.split("\n").map((one) => one.trimEnd());
    for (const wanted of text.split("\n").filter((one) => one.trim() !== "")) {
      expect(said, `after ${wanted}`).toContain(wanted.trimEnd());
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(12);
});
