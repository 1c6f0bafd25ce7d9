import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Part, parts } from "./mutation/parts.ts";
import { GOAL, type Report, type Result, resultOf, scoreOf } from "./mutation/result.ts";
import { isChanged, stateOf, writeResult } from "./mutation/results.ts";

/**
 * Changes the pure core part by part, or the parts that are named, or with `--changed` those that are not what they were when they were
 * measured, and asks the tests whether they notice. Ends with 1 where a part misses the goal. It takes a processor minutes for each part; ARBORETUM_PROCESSORS says how many it may use.
 */
const root = join(import.meta.dirname, "..");
const folder = join(import.meta.dirname, "mutation");
const stryker = join(folder, "node_modules/@stryker-mutator/core/bin/stryker.js");

const say = (text: string) => process.stdout.write(`${text}\n`);

function must(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`${[program, ...args].join(" ")} ends with ${status}`);
}

/** Stryker has a folder of its own, so that nobody else installs it. vitest it finds above. */
function install(): void {
  if (existsSync(stryker)) return;
  must("npm", ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"]);
}

const git = (...args: readonly string[]) =>
  spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout.trim();

/** What a run writes itself says nothing of what it was of. */
const WRITTEN = [":!scripts/mutation/results", ":!docs/reference/mutation.md"];

/** Of which state a run is: it is copied in the beginning, and people go on meanwhile. */
const commit = () => {
  const head = git("rev-parse", "--short", "HEAD");
  return git("status", "--porcelain", "--", ".", ...WRITTEN) === "" ? head : `${head} and changes`;
};

function measure(part: Part): Result {
  const on = { date: new Date().toISOString().slice(0, 10), commit: commit(), of: stateOf(part) };
  must(process.execPath, [stryker, "run", join(folder, "stryker.config.js")], { ARBORETUM_PART: part.id });
  const report: Report = JSON.parse(readFileSync(join(root, `out/mutation/${part.id}.json`), "utf8"));
  const result = resultOf(part.id, report, on);
  writeResult(result);
  say(`${part.id}: ${scoreOf(result).toFixed(1)} %, ${result.survived.length} not noticed`);
  return result;
}

const said = process.argv.slice(2);
const changed = said.includes("--changed");
const wanted = said.filter((one) => one !== "--changed");
const known = parts.map(({ id }) => id);
const unknown = wanted.filter((id) => !known.includes(id));
if (unknown.length > 0) {
  say(`There is no part ${unknown.join(", ")}. One of: ${known.join(", ")}`);
  process.exitCode = 2;
} else {
  install();
  const scores = parts
    .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
    .filter((part) => !changed || isChanged(part))
    .map(measure)
    .map(scoreOf);
  if (scores.some((score) => score < GOAL)) process.exitCode = 1;
}
