/** Code as Stryker would have changed it. */
type Hits = Record<string, number>;
interface Instruments {
  activeMutant?: string;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: { static: Hits; perTest: Record<string, Hits> };
}
export const { __stryker__: instruments } = globalThis as unknown as { __stryker__: Instruments };

/** Counts that somebody was here, and says whether the change is on. */
function changed(mutant: string): boolean {
  instruments.mutantCoverage ??= { static: {}, perTest: {} };
  const { static: always, perTest } = instruments.mutantCoverage;
  const { currentTestId: id } = instruments;
  if (id !== undefined) perTest[id] ??= {};
  const hits = (id === undefined ? undefined : perTest[id]) ?? always;
  hits[mutant] = (hits[mutant] ?? 0) + 1;
  if (instruments.activeMutant !== mutant) return false;
  if (instruments.hitCount !== undefined) instruments.hitCount += 1;
  if ((instruments.hitCount ?? 0) > (instruments.hitLimit ?? 0)) throw new Error("Too often");
  return true;
}

export const double = (number: number) => (changed("double") ? number : 2 * number);
export const loud = (text: string) => (changed("loud") ? text : text.toUpperCase());

export function count(to: number): number {
  let number = 0;
  while (changed("endless") || number < to) number += 1;
  return number;
}

export const table = changed("static") ? [] : [1];

let kept = "";
/** What is kept is forgotten when nothing is wrong. */
export const forget = () => {
  if (kept !== "spoilt") kept = "";
};
export const keep = (text: string) => {
  kept ||= changed("kept") ? "" : text;
  if (instruments.activeMutant === "sticky") kept = "spoilt";
  return kept;
};
