/** How many single-letter edits lead from one word to the other (Levenshtein, swaps counted once). */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The allowed spelling that a person most likely meant, if one is near enough to suggest. */
export function nearest(word: string, allowed: Iterable<string>): string | undefined {
  // A word longer than any name is not a misspelling, and comparing it would only cost time.
  if (word.length > 80) return undefined;
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of allowed) {
    const edits = distance(plain(word), plain(candidate));
    if (
      edits <= Math.max(1, Math.floor(candidate.length / 3)) &&
      edits < (best?.edits ?? Number.POSITIVE_INFINITY)
    ) {
      best = { candidate, edits };
    }
  }
  return best?.candidate;
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(word: string, allowed: Iterable<string>): string {
  const candidate = nearest(word, allowed);
  return candidate === undefined ? "" : ` Did you mean "${candidate}"?`;
}
