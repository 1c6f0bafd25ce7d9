import { cpSync, globSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/cli/run.ts";
import { root } from "./pages.ts";

/** What people write in this repository, in a folder of its own. */
export function projectCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), "arboretum-pages-"));
  const written = "{Pulumi*.yaml,release-map.yaml,images.lock.yaml,deployments,stages}";
  for (const file of globSync(written, { cwd: root })) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  return copy;
}

/** What a line such as `npx arboretum preview` prints in a folder. */
export async function printedBy(line: string, cwd: string): Promise<string> {
  let printed = "";
  const say = (text: string) => {
    printed += text;
  };
  await run(line.split(/\s+/).slice(2), {
    out: say,
    err: say,
    cwd,
    environment: { PATH: "" },
    terminal: { out: false, err: false },
    now: () => new Date("2026-11-21T12:00:00Z"),
  });
  return printed;
}

/** A row of the table of stacks, or its head: numbers that follow from everything else. */
const ROW = /^(?:stack|platform|[a-z][a-z0-9-]*(?:\.[a-z]+)?) {2,}\S/;
const firstWord = (line: string) => line.split(" ", 1).join("");

/**
 * The lines of a block, as they are to be found in what was printed. `npm run golden` writes the rows of tables anew, in the
 * page as well.
 */
export function linesOf(file: string, block: string, printed: string): readonly string[] {
  const lines = block.split("\n").map((one) => one.trimEnd());
  if (process.env.UPDATE_PAGES !== "true") return lines.filter((one) => one !== "");
  const rows = new Map(
    printed
      .split("\n")
      .filter((one) => ROW.test(one))
      .map((one) => [firstWord(one), one.trimEnd()]),
  );
  const renewed = lines.map((line) => (ROW.test(line) ? (rows.get(firstWord(line)) ?? line) : line));
  const path = join(root, file);
  writeFileSync(path, readFileSync(path, "utf8").replace(block, renewed.join("\n")));
  return renewed.filter((one) => one !== "");
}
