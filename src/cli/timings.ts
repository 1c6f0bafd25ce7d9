import type { Io } from "./command.ts";

/** Where the time of a run goes, for whoever sets ARBORETUM_TIMINGS=1. */
export interface Timings {
  /** What was done since the last call, or since the process started. */
  readonly did: (phase: string) => void;
  readonly print: () => void;
}

export function timingsFor({ environment, err }: Io): Timings {
  if (!environment.ARBORETUM_TIMINGS) return { did: () => {}, print: () => {} };
  const phases = new Map<string, number>();
  let last = 0;
  return {
    did: (phase) => {
      const now = performance.now();
      phases.set(phase, (phases.get(phase) ?? 0) + now - last);
      last = now;
    },
    print: () => {
      const shown = [...phases].map(([phase, time]) => `${phase} ${time.toFixed(0)} ms`);
      const peak = Math.round(process.resourceUsage().maxRSS / 1024);
      err(`${[...shown, `total ${last.toFixed(0)} ms`, `peak ${peak} MB`].join("  ")}\n`);
    },
  };
}
