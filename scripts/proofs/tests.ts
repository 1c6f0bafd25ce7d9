import { relative } from "node:path";
import { nothing, type Report } from "./report.ts";

/** What vitest writes with its reporter `json`, as far as we read it. */
export interface TestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

const firstLine = (text = ""): string => text.split("\n")[0] ?? "";

/** The results of vitest as a report. A file that cannot be loaded, or be cleared up, has no
 * test that failed, and has failed all the same. */
export function testReport({ testResults }: TestResults): Report {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: relative(process.cwd(), name) })),
  );
  const of = (...wanted: readonly string[]) => tests.filter(({ status }) => wanted.includes(status));
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((one) => one.status !== "failed"),
  );
  const failures = [
    ...of("failed").map(
      ({ file, fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0])}`,
    ),
    ...broken.map(
      ({ name, message }) => `${relative(process.cwd(), name)}: fails as a whole: ${firstLine(message)}`,
    ),
  ];
  return {
    ...nothing,
    passed: of("passed").length,
    failed: failures.length,
    failures,
    skipped: of("pending", "skipped", "todo").map(({ file, fullName, status }) => ({
      what: `${file}: ${fullName}`,
      why: status === "todo" ? "not written yet" : "the test says so",
    })),
    facts: [
      ["files", testResults.length],
      ["tests", tests.length],
    ],
  };
}
