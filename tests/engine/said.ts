/** How many resources an update made, changed, left alone … by the words of its summary. */
export function summaryOf(text: string): Readonly<Record<string, number>> {
  const [, block = ""] = /\nResources:\n((?: +.*\n)*)/.exec(text) ?? [];
  const rows = [...block.matchAll(/^ +(?:[-+~<>=]+ )?(\d+) (\w+)/gm)];
  return Object.fromEntries(rows.map(([, count, what]) => [what, Number(count)]));
}

/** Kind and name of a resource that an update has begun to create. */
export const begunIn = (line: string): string | undefined => /^ *\+ +(\S+ \S+) creating\b/.exec(line)?.[1];
