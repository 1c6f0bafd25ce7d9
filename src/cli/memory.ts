import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const STACKS_BETWEEN = 40;

/**
 * Gives back what finished stacks have left. The heap holds little at any time, but left alone the collector lets it grow with the
 * number of stacks, and a runner of CI has not that much.
 */
export function tidy(index: number): void {
  if (index === 0 || index % STACKS_BETWEEN !== 0) return;
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
