import type { Report } from "./report.ts";

/** Something of the machine that a proof cannot do without. */
export interface Need {
  readonly title: string;
  /** Ends with 0 where it is there. */
  readonly asks: readonly [program: string, ...args: readonly string[]];
  readonly remedy: string;
  /** Whether CI may go without it. */
  readonly optional: boolean;
}

/** One row of what is proven. */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** What one knows once it holds. */
  readonly proves: string;
  /** What is run, from the root of the repository, as a person would type it. */
  readonly command: readonly [program: string, ...args: readonly string[]];
  /** `tests`: it is vitest, which is asked for its results. `report`: it hands over a report of its own (`report.ts`). */
  readonly reads: "tests" | "report";
  /** After so many minutes it is ended, and has failed. */
  readonly minutes: number;
  readonly needs?: readonly Need[];
}

/** What became of a step. */
export interface Outcome {
  readonly step: Step;
  readonly verdict: "held" | "failed" | "skipped";
  readonly seconds: number;
  readonly report: Report;
}
