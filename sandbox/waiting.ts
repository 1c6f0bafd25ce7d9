import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until the answer is yes. `false` where that takes longer than the patience allows. */
export async function becomesTrue(
  question: () => boolean | Promise<boolean>,
  { seconds, every = 100 }: { readonly seconds: number; readonly every?: number },
): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (!(await question())) {
    if (Date.now() > end) return false;
    await sleep(every);
  }
  return true;
}
