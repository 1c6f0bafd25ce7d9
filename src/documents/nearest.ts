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
  const said = plain(word);
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of allowed) {
    const most = Math.min(
      Math.max(1, Math.floor(candidate.length / 3)),
      (best?.edits ?? Number.POSITIVE_INFINITY) - 1,
    );
    // Most of thousands of names are too short or too long, which is seen at once.
    if (candidate.length < said.length - most) continue;
    const meant = plain(candidate);
    if (Math.abs(meant.length - said.length) > most) continue;
    const edits = distance(said, meant);
    if (edits <= most) best = { candidate, edits };
  }
  return best?.candidate;
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(word: string, allowed: Iterable<string>): string {
  const candidate = nearest(word, allowed);
  return candidate === undefined ? "" : ` Did you mean "${candidate}"?`;
}
