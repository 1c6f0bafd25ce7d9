import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { allTools, folderOf, markOf, type Tool, whyNot } from "./tools/tools.ts";

/** Builds the programs that our files are written for, once. Whoever cannot build one is told why, and goes on. */
const LONGEST_MS = 20 * 60_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The reason why a tool cannot be had, or nothing. */
function build(tool: Tool): string | undefined {
  if (spawnSync(tool.needs, [tool.needs === "go" ? "version" : "--version"]).status !== 0) {
    return `there is no ${tool.needs} on the PATH`;
  }
  const folder = folderOf(tool);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [program = "", ...args] of tool.build(folder)) {
    const { status, stderr } = spawnSync(program, args, {
      env: { ...process.env, ...tool.environment?.(folder) },
      encoding: "utf8",
      timeout: LONGEST_MS,
    });
    if (status !== 0) {
      rmSync(folder, { recursive: true, force: true });
      return `\`${[program, ...args].join(" ")}\` failed: ${lastLine(stderr ?? "")}`;
    }
  }
  writeFileSync(markOf(tool), "");
  return undefined;
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

for (const tool of allTools()) {
  if (existsSync(markOf(tool))) {
    say(`${tool.name} is there.`);
    continue;
  }
  const reason = build(tool);
  mkdirSync(dirname(whyNot(tool)), { recursive: true });
  rmSync(whyNot(tool), { force: true });
  if (reason !== undefined) writeFileSync(whyNot(tool), `${reason}\n`);
  say(reason === undefined ? `${tool.name} is built.` : `${tool.name} is missing: ${reason}`);
}
