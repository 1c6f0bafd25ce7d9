/** Where in a file something stands. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export type Severity = "error" | "warning";

/** One thing that is wrong, said so that a person can mend it without asking. */
export interface Problem {
  readonly severity: Severity;
  /** Stable name of the rule, such as `release-unknown`. Machines filter by it. */
  readonly rule: string;
  readonly place?: Place;
  /** What the place holds: `arboretum:edge.domain`, `deployments.xpro.run.qa`, or the URN of a resource. */
  readonly path?: string;
  /** The stack that has the problem, where it is not the whole project's. */
  readonly stack?: string;
  /** What is wrong, one sentence. */
  readonly message: string;
  /** What to write instead. */
  readonly remedy?: string;
}

export const isError = (problem: Problem): boolean => problem.severity === "error";

export const error = (rule: string, problem: Omit<Problem, "severity" | "rule">): Problem => ({
  severity: "error",
  rule,
  ...problem,
});

export const warning = (rule: string, problem: Omit<Problem, "severity" | "rule">): Problem => ({
  severity: "warning",
  rule,
  ...problem,
});
