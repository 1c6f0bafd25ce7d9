import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A table for people. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Columns of figures that are drawn as bars too. */
  readonly bars?: readonly string[];
  /** What one has to know to read it. */
  readonly note?: string;
}

export interface Skipped {
  readonly what: string;
  readonly why: string;
}

/** What a proof found out. */
export interface Report {
  readonly passed: number;
  readonly failed: number;
  /** What does not hold, a line each. */
  readonly failures: readonly string[];
  /** What was not tried, and why not. */
  readonly skipped: readonly Skipped[];
  /** What was tried, in figures: `stacks scanned: 17`. */
  readonly facts: readonly (readonly [name: string, value: string | number])[];
  readonly tables: readonly Table[];
}

export const nothing: Report = { passed: 0, failed: 0, failures: [], skipped: [], facts: [], tables: [] };

/** Environment variable with the file in which `npm run proofs` looks for the report of a step. */
export const REPORT_FILE = "ARBORETUM_REPORT";

/** Hands a report to `npm run proofs`, where that started this program. */
export function handOver(report: Report): void {
  const file = process.env[REPORT_FILE];
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
