import { execFile } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pages, root } from "./pages.ts";

const run = promisify(execFile);

const FILE = "src/catalog/applications/notes.ts";
const LIST = "src/catalog/catalog.ts";
const blocks = pages.find(({ file }) => file === "docs/tutorials/add-an-application.md")?.blocks ?? [];
const code =
  blocks
    .find(({ language }) => language === "ts")
    ?.text.split("\n")
    .slice(1)
    .join("\n") ?? "";

/** A copy of the project, in which the application of the tutorial was never written. */
let copy = "";
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "arboretum-application-"));
  const files = globSync(
    "{Pulumi*.yaml,release-map.yaml,images.lock.yaml,package.json,deployments,stages,src}",
    { cwd: root },
  );
  for (const file of files) cpSync(join(root, file), join(copy, file), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  rmSync(join(copy, FILE));
  const list = readFileSync(join(copy, LIST), "utf8");
  const without = list.replace(/^import \{ notes \}.*\n/m, "").replace(/\bnotes,\s*/, "");
  expect(without).not.toContain("notes");
  writeFileSync(join(copy, LIST), without);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

async function arboretum(line: string): Promise<string> {
  const words = line.split(/\s+/).slice(2);
  const { stdout, stderr } = await run(process.execPath, [join(copy, "src/cli/main.js"), ...words], {
    cwd: copy,
    env: { PATH: "", NO_COLOR: "1" },
  });
  return stdout + stderr;
}

test("the file of the page is the file of the catalogue, and has fewer than 80 lines", () => {
  expect(code).toBe(readFileSync(join(root, FILE), "utf8"));
  expect(code.trimEnd().split("\n").length).toBeLessThan(80);
});

test("an application that nobody runs runs after the one file is written and named in the list", async () => {
  let printed = "";
  let compared = 0;
  for (const { language, text } of blocks) {
    if (language === "yaml")
      appendFileSync(join(copy, "release-map.yaml"), text.slice(text.indexOf("\n") + 1));
    if (language === "ts") {
      writeFileSync(join(copy, FILE), code);
      cpSync(join(root, LIST), join(copy, LIST));
    }
    if (language === "sh") printed = await arboretum(text.trim());
    if (language !== "text") continue;
    const said = printed.split("\n").map((line) => line.trimEnd());
    for (const wanted of text.split("\n").filter((line) => line.trim() !== "")) {
      expect(said, `after ${wanted}`).toContain(wanted.trimEnd());
      compared += 1;
    }
  }
  expect(compared).toBe(5);
}, 60_000);
