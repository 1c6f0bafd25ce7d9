import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { page } from "./proofs/page.ts";
import { runStep } from "./proofs/run.ts";
import type { Outcome, Step } from "./proofs/step.ts";
import { steps } from "./proofs/steps.ts";
import { counts, duration, type Proofs, total } from "./proofs/summary.ts";

/**
 * `npm run proofs`: runs everything that is proven, one step after another, and writes `out/proofs.json` and `out/proofs.html`. Ends with 1
 * where anything does not hold. `--only scanners,tests` runs some of it, `--list` says what there is.
 */
const home = fileURLToPath(new URL("..", import.meta.url));
const out = join(home, "out");

const { values: options } = parseArgs({
  options: { only: { type: "string" }, list: { type: "boolean", default: false } },
});

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function chosen(): readonly Step[] {
  const names = options.only?.split(",");
  const unknown = names?.filter((name) => !steps.some(({ id }) => id === name)) ?? [];
  if (unknown.length === 0) return steps.filter(({ id }) => names?.includes(id) ?? true);
  process.stderr.write(
    `There is no step ${unknown.join(", ")}. One of: ${steps.map(({ id }) => id).join(", ")}\n`,
  );
  process.exit(2);
}

function commit(): string {
  const git = (...args: readonly string[]) =>
    spawnSync("git", args, { cwd: home, encoding: "utf8" }).stdout?.trim() ?? "";
  const changed = git("status", "--porcelain") === "" ? "" : " and changes that are not committed";
  return `${git("rev-parse", "--short=12", "HEAD") || "unknown"}${changed}`;
}

const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;

async function prove(wanted: readonly Step[], scratch: string): Promise<Proofs> {
  const at = commit();
  const start = performance.now();
  const outcomes: Outcome[] = [];
  for (const [index, step] of wanted.entries()) {
    say(`\n== ${index + 1}/${wanted.length} ${step.title}: ${step.command.join(" ")}`);
    const outcome = await runStep(step, home, join(scratch, `${step.id}.json`));
    outcomes.push(outcome);
    for (const { why } of outcome.verdict === "skipped" ? outcome.report.skipped : []) say(why);
    say(`== ${step.title}: ${outcome.verdict}, ${duration(outcome.seconds)}, ${counts(outcome.report)}`);
  }
  return {
    commit: at,
    finished: new Date().toISOString(),
    machine: machine(),
    node: process.version,
    seconds: (performance.now() - start) / 1000,
    passed: total(outcomes, "passed"),
    failed: total(outcomes, "failed"),
    outcomes,
  };
}

if (options.list) {
  for (const { id, proves } of steps) say(`${id.padEnd(12)} ${proves}`);
} else {
  const wanted = chosen();
  const scratch = mkdtempSync(join(tmpdir(), "arboretum-proofs-"));
  // Nobody may take the page of another run for that of this one.
  for (const file of ["proofs.json", "proofs.html"]) rmSync(join(out, file), { force: true });
  try {
    const proofs = await prove(wanted, scratch);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, "proofs.json"), `${JSON.stringify(proofs, null, 2)}\n`);
    writeFileSync(join(out, "proofs.html"), page(proofs));
    for (const { step, report } of proofs.outcomes)
      for (const failure of report.failures) say(`\n${step.title}: ${failure}`);
    say(
      `\nout/proofs.html and out/proofs.json say what was tried and what held. ${duration(proofs.seconds)} in all.`,
    );
    say(counts(proofs));
    if (proofs.failed > 0) process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
