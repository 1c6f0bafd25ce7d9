import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readExchange } from "../src/render/exchange.ts";
import { figures, grossly, type Measured, median, readTimings, table } from "./bench/figures.ts";
import { writeProject } from "./bench/generated.ts";
import { comparable, readHistory, withEntry, writeHistory } from "./bench/history.ts";
import { measureTutor } from "./bench/tutor.ts";

/**
 * Measures what a person waits for: whole processes, with the compile cache of an earlier run. `npm run bench` adds an entry to
 * bench/history.json; `--short` takes fewer runs and writes nothing. Ends with 1 only where a figure is twice its limit.
 */
const home = fileURLToPath(new URL("..", import.meta.url));
const cli = join(home, "src/cli/main.js");
const historyFile = join(home, "bench/history.json");
const { values: options } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const runs = options.short ? 3 : 7;

interface Run {
  readonly seconds: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly peak: number;
  readonly out: string;
}

function arboretum(...given: readonly string[]): Run {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...given], {
    cwd: home,
    env: { ...process.env, ARBORETUM_TIMINGS: "1" },
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) {
    const end = `${stdout}${stderr}`.split("\n").slice(-20).join("\n");
    throw new Error(`arboretum ${given.join(" ")} ended with ${status}:\n${end}`);
  }
  return { seconds, ...readTimings(stderr), out: stdout };
}

/** The shipped stacks, copied so that nobody's `out/` changes. */
function copyShipped(to: string): void {
  const shared = ["Pulumi.yaml", "release-map.yaml", "images.lock.yaml", "deployments", "stages"];
  const stacks = readdirSync(home).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
  for (const name of [...shared, ...stacks]) cpSync(join(home, name), join(to, name), { recursive: true });
}

function measureShipped(root: string): Measured {
  const repeat = (...given: string[]) =>
    Array.from({ length: runs }, () => arboretum("preview", ...given, "--root", root));
  arboretum("preview", "--root", root);
  const production = repeat("production");
  const shipped = repeat();
  const phase = (...names: string[]) =>
    median(shipped.map(({ phases }) => names.reduce((sum, name) => sum + (phases[name] ?? 0), 0)));
  return {
    production: median(production.map(({ seconds }) => seconds)),
    shipped: median(shipped.map(({ seconds }) => seconds)),
    load: phase("load"),
    compose: phase("compose"),
    import: phase("load engine"),
    render: phase("render", "check"),
    write: phase("write"),
    memory: median(shipped.map(({ peak }) => peak)),
  };
}

/** What one more resource costs, beyond the start of the program. */
function measureMany(root: string): Measured {
  const [few, many] = [25, 100].map((deployments) => {
    const folder = join(root, `many-${deployments}`);
    mkdirSync(folder);
    writeProject(folder, deployments);
    return { deployments, folder, run: arboretum("preview", "--root", folder) };
  });
  if (few === undefined || many === undefined) return {};
  const sample = readExchange(
    arboretum("resources", "college-000.ci", "college-000.qa", "college-000.production", "--root", few.folder)
      .out,
  );
  const each = sample?.renderings.reduce((sum, { resources }) => sum + resources.length, 0) ?? Number.NaN;
  const cost = ({ run, deployments }: typeof few) => {
    const { load = 0, "load engine": engine = 0 } = run.phases;
    return ((run.seconds - load - engine) * 1000) / (deployments * each);
  };
  return {
    many: many.run.seconds,
    perResource: cost(many),
    linearity: cost(many) / cost(few),
    manyMemory: many.run.peak,
  };
}

function commit(): string {
  const git = (...given: string[]) =>
    spawnSync("git", given, { cwd: home, encoding: "utf8" }).stdout?.trim() ?? "";
  const changed = git("status", "--porcelain", "--", "src", "package-lock.json") !== "";
  return `${git("rev-parse", "--short=12", "HEAD") || "unknown"}${changed ? "+" : ""}`;
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const scratch = mkdtempSync(join(tmpdir(), "arboretum-bench-"));
try {
  const shipped = join(scratch, "shipped");
  mkdirSync(shipped);
  copyShipped(shipped);
  const measured = { ...measureShipped(shipped), ...measureMany(scratch), ...measureTutor(runs) };
  const entry = {
    day: new Date().toISOString().slice(0, 10),
    commit: commit(),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
    node: process.version,
    figures: measured,
  };
  const history = readHistory(historyFile);
  const before = comparable(history, entry);
  say(`${entry.machine}, Node ${entry.node}, ${entry.commit}, median of ${runs} runs`);
  say(
    before ? `Compared with ${before.commit} of ${before.day}.` : "Nothing to compare with on this machine.",
  );
  say(`\n${table(measured, before?.figures)}\n`);
  if (measured.tutorManifests !== undefined && measured.production !== undefined) {
    say(
      `Tutor takes ${(measured.tutorManifests / measured.production).toFixed(2)} times as long as preview production.`,
    );
  } else say("Tutor is not on the PATH: nothing to measure it against here.");
  if (!options.short) writeHistory(historyFile, withEntry(history, rounded(entry)));
  const gross = grossly(measured);
  if (gross.length > 0) {
    say(`More than twice its limit: ${gross.map((figure) => figures[figure].title.trim()).join(", ")}.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Three digits: more would only be noise in a difference. */
function rounded<T extends { readonly figures: Measured }>(entry: T): T {
  const short = Object.entries(entry.figures).map(([figure, value]) => [
    figure,
    Number(value.toPrecision(3)),
  ]);
  return { ...entry, figures: Object.fromEntries(short) };
}
