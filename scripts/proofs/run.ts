import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { nothing, REPORT_FILE, type Report } from "./report.ts";
import type { Need, Outcome, Step } from "./step.ts";
import { type TestResults, testReport } from "./tests.ts";

interface Ended {
  readonly code: number | null;
  readonly late: boolean;
  readonly missing: boolean;
}

/** Runs a step to its end and reads what it found. Never rejects: what goes wrong is a failure of the step. */
export async function runStep(step: Step, home: string, file: string): Promise<Outcome> {
  const absent = (step.needs ?? []).filter((need) => !isThere(need));
  if (absent.length > 0) return withoutNeeds(step, absent);
  rmSync(file, { force: true });
  const start = performance.now();
  const ended = await run(step, home, file);
  const seconds = (performance.now() - start) / 1000;
  const report = verdictOf(step, ended, reportIn(step, file));
  return { step, seconds, report, verdict: report.failed === 0 ? "held" : "failed" };
}

const isThere = ({ asks: [program, ...args] }: Need): boolean => spawnSync(program, args).status === 0;

function withoutNeeds(step: Step, absent: readonly Need[]): Outcome {
  const skipped = absent.map(({ title, remedy }) => ({
    what: step.title,
    why: `${title} is missing. ${remedy}`,
  }));
  const refused = Boolean(process.env.CI) && absent.some(({ optional }) => !optional);
  if (!refused) return { step, verdict: "skipped", seconds: 0, report: { ...nothing, skipped } };
  const failures = skipped.map(({ why }) => `${why} In CI that is a failure.`);
  return { step, verdict: "failed", seconds: 0, report: { ...nothing, failed: failures.length, failures } };
}

const MINUTE = 60_000;

function run({ command, reads, minutes }: Step, home: string, file: string): Promise<Ended> {
  const [program, ...args] = command;
  const asked =
    reads === "tests"
      ? [...args, "--", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]
      : args;
  return new Promise((resolve) => {
    // A group of its own: what a step starts ends with it.
    const child = spawn(program, asked, {
      cwd: home,
      env: { ...process.env, [REPORT_FILE]: file },
      stdio: ["ignore", "inherit", "inherit"],
      detached: process.platform !== "win32",
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end(child.pid);
    }, minutes * MINUTE);
    const stop = () => end(child.pid);
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const done = (code: number | null, missing: boolean) => {
      clearTimeout(timer);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      resolve({ code, late, missing });
    };
    child.once("error", () => done(null, true));
    child.once("exit", (code) => done(code, false));
  });
}

function end(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGTERM");
  } catch {
    // It has ended by itself in the meantime.
  }
}

function reportIn({ reads }: Step, file: string): Report | undefined {
  if (!existsSync(file)) return undefined;
  const found = JSON.parse(readFileSync(file, "utf8")) as unknown;
  return reads === "tests" ? testReport(found as TestResults) : (found as Report);
}

/** A step that says nothing, or that ends badly though it says that all is well, has failed. */
function verdictOf(
  { minutes, command }: Step,
  { code, late, missing }: Ended,
  found: Report | undefined,
): Report {
  const report = found ?? nothing;
  const more = [
    ...(missing ? [`There is no ${command[0]} on the PATH.`] : []),
    ...(late ? [`It was ended after ${minutes} minutes.`] : []),
    ...(found === undefined && !missing ? ["It left no report."] : []),
    ...(code !== 0 && !late && !missing && report.failed === 0
      ? [`It ended with ${code ?? "a signal"}.`]
      : []),
  ];
  return { ...report, failed: report.failed + more.length, failures: [...report.failures, ...more] };
}
