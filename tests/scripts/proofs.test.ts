import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { page } from "../../scripts/proofs/page.ts";
import { nothing, type Report } from "../../scripts/proofs/report.ts";
import { runStep } from "../../scripts/proofs/run.ts";
import type { Outcome, Step } from "../../scripts/proofs/step.ts";
import { steps } from "../../scripts/proofs/steps.ts";
import { counts, duration, total } from "../../scripts/proofs/summary.ts";
import { testReport } from "../../scripts/proofs/tests.ts";

const step: Step = {
  id: "trial",
  title: "A trial",
  proves: "Something.",
  command: [process.execPath, "-e", ""],
  reads: "report",
  minutes: 1,
};

/** A step whose program hands over a report and ends with a code. */
const handing = (report: Partial<Report>, code = 0): Step => {
  const text = JSON.stringify(JSON.stringify({ ...nothing, ...report }));
  const program = `require("node:fs").writeFileSync(process.env.ARBORETUM_REPORT, ${text}); process.exitCode = ${code};`;
  return { ...step, command: [process.execPath, "-e", program] };
};

describe("a step", () => {
  let scratch: string;
  const outcome = (wanted: Step) => runStep(wanted, process.cwd(), join(scratch, "trial.json"));

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), "arboretum-proofs-test-"));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  test("holds where its report says so and its program ends well", async () => {
    const { verdict, report } = await outcome(handing({ passed: 3 }));
    expect({ verdict, passed: report.passed, failed: report.failed }).toEqual({
      verdict: "held",
      passed: 3,
      failed: 0,
    });
  });

  test("has failed where its report says so", async () => {
    const { verdict, report } = await outcome(handing({ failed: 2, failures: ["one", "two"] }, 1));
    expect({ verdict, failures: report.failures }).toEqual({ verdict: "failed", failures: ["one", "two"] });
  });

  test("has failed where its program ends badly, whatever the report says", async () => {
    const { verdict, report } = await outcome(handing({ passed: 3 }, 7));
    expect({ verdict, failures: report.failures }).toEqual({
      verdict: "failed",
      failures: ["It ended with 7."],
    });
  });

  test("has failed where it leaves no report, also that of a run before", async () => {
    await outcome(handing({ passed: 3 }));
    const { verdict, report } = await outcome(step);
    expect({ verdict, failures: report.failures }).toEqual({
      verdict: "failed",
      failures: ["It left no report."],
    });
  });

  test("has failed where its program is not there", async () => {
    const { report } = await outcome({ ...step, command: ["no-such-program"] });
    expect(report.failures).toEqual(["There is no no-such-program on the PATH."]);
  });

  test("is ended when its time is over, with everything that it started", async () => {
    const alive = join(scratch, "alive");
    const child = `setTimeout(() => require("node:fs").writeFileSync(${JSON.stringify(alive)}, ""), 1500)`;
    const program = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); setTimeout(() => {}, 60000);`;
    const { report, seconds } = await outcome({
      ...step,
      command: [process.execPath, "-e", program],
      minutes: 0.01,
    });
    expect(report.failures).toEqual(["It was ended after 0.01 minutes.", "It left no report."]);
    expect(seconds).toBeLessThan(60);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(existsSync(alive)).toBe(false);
  });

  describe("that needs what the machine does not have", () => {
    const need = { title: "A thing", asks: ["no-such-program"], remedy: "Install it." } as const;
    const needing = (optional: boolean): Step => ({
      ...handing({ passed: 1 }),
      needs: [{ ...need, optional }],
    });

    test("is skipped, and says why", async () => {
      vi.stubEnv("CI", "");
      const { verdict, report } = await outcome(needing(false));
      expect({ verdict, skipped: report.skipped }).toEqual({
        verdict: "skipped",
        skipped: [{ what: "A trial", why: "A thing is missing. Install it." }],
      });
    });

    test("has failed in CI, unless CI may go without it", async () => {
      vi.stubEnv("CI", "true");
      expect((await outcome(needing(false))).verdict).toBe("failed");
      expect((await outcome(needing(true))).verdict).toBe("skipped");
      vi.unstubAllEnvs();
    });
  });
});

describe("the results of vitest", () => {
  const file = (name: string, status: string, assertionResults: object[], message = "") =>
    ({ name: join(process.cwd(), name), status, message, assertionResults }) as never;

  test("are counted: what passed, what failed, what was not tried", () => {
    const report = testReport({
      testResults: [
        file("tests/a.test.ts", "failed", [
          { fullName: "holds", status: "passed" },
          { fullName: "breaks", status: "failed", failureMessages: ["AssertionError: no\n  at somewhere"] },
          { fullName: "waits", status: "skipped" },
        ]),
      ],
    });
    expect(report).toMatchObject({
      passed: 1,
      failed: 1,
      failures: ["tests/a.test.ts: breaks: AssertionError: no"],
    });
    expect(report.skipped).toEqual([{ what: "tests/a.test.ts: waits", why: "the test says so" }]);
  });

  test("count a file that cannot be loaded, or be cleared up, as a failure", () => {
    const good = { fullName: "holds", status: "passed" };
    const broken = [
      file("tests/b.test.ts", "failed", [], "SyntaxError: no"),
      file("tests/c.test.ts", "failed", [good], "HookTimeoutError: no"),
    ];
    expect(testReport({ testResults: broken }).failures).toEqual([
      "tests/b.test.ts: fails as a whole: SyntaxError: no",
      "tests/c.test.ts: fails as a whole: HookTimeoutError: no",
    ]);
  });
});

describe("the table of steps", () => {
  test("runs scripts that there are, each under a name of its own", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const { command } of steps) {
      const [program, ...args] = command;
      if (program === "npm") expect(Object.keys(scripts)).toContain(args[0] === "run" ? args[1] : args[0]);
    }
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  });

  test("says of each step what one knows once it holds", () => {
    for (const { proves } of steps) expect(proves).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe("the page", () => {
  const report: Report = {
    passed: 2,
    failed: 1,
    failures: ["<script>alert(1)</script> & more"],
    skipped: [{ what: "a chart", why: "only Helm knows" }],
    facts: [["stacks", 17]],
    tables: [{ title: "Figures", columns: ["", "count"], rows: [["ours", 1234]] }],
  };
  const outcomes: readonly Outcome[] = [{ step, verdict: "failed", seconds: 65.2, report }];
  const html = page({
    commit: "0123abc",
    finished: "2026-11-25T20:00:00.000Z",
    machine: "2 × a processor",
    node: "v24.0.0",
    seconds: 65.2,
    passed: total(outcomes, "passed"),
    failed: total(outcomes, "failed"),
    outcomes,
  });

  test("says what holds, what does not, what was not tried, and how long it took", () => {
    for (const said of [
      "1 thing does not hold.",
      "Something.",
      "1 min 05 s",
      "only Helm knows",
      "1,234",
      "17",
    ]) {
      expect(html).toContain(said);
    }
  });

  test("shows what others wrote as text", () => {
    expect(html).not.toContain("<script>");
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more");
  });

  test("asks nobody for anything", () => {
    expect(html).not.toMatch(/(?:src|href)="(?!#)|url\(|@import/);
  });
});

test("counts and durations read as a person would say them", () => {
  expect(counts({ passed: 10, failed: 0 })).toBe("10 passed, 0 failed");
  expect([0.42, 12, 65.2, 3599.6].map(duration)).toEqual(["0.4 s", "12 s", "1 min 05 s", "60 min 00 s"]);
});
