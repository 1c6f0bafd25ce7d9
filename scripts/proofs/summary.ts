import type { Outcome } from "./step.ts";

/** A whole run of the proofs: what `out/proofs.json` holds. */
export interface Proofs {
  readonly commit: string;
  /** When it was finished: `2026-11-25T20:00:00.000Z`. */
  readonly finished: string;
  readonly machine: string;
  readonly node: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly outcomes: readonly Outcome[];
}

export const total = (outcomes: readonly Outcome[], of: "passed" | "failed"): number =>
  outcomes.reduce((sum, { report }) => sum + report[of], 0);

export const counts = ({ passed, failed }: Pick<Proofs, "passed" | "failed">): string =>
  `${passed} passed, ${failed} failed`;

/** `1 min 05 s`, `12 s`, `0.4 s` */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes === 0 ? `${whole} s` : `${minutes} min ${String(whole % 60).padStart(2, "0")} s`;
}
