/** A part of a blueprint in which everything of one kind is something else, however deep it lies. */
export function everywhere<Part, Kind extends object>(
  part: Part,
  is: (value: object) => value is Kind,
  change: (found: Kind) => Kind,
): Part {
  const changed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value !== "object" || value === null) return value;
    const within = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, changed(child)]));
    return is(within) ? change(within) : within;
  };
  return changed(part) as Part;
}
