/** The numbers of a version: `v1.33.4+k3s1` is 1, 33 and 4. */
const numbersOf = (version: string): readonly number[] =>
  (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? "").split(".").map(Number);

export function isAtLeast(version: string, oldest: string): boolean {
  const found = numbersOf(version);
  for (const [index, wanted] of numbersOf(oldest).entries()) {
    const number = found[index] ?? 0;
    if (number !== wanted) return number > wanted;
  }
  return true;
}
