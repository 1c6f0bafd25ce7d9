/**
 * A part of a blueprint in which everything of one kind is something else, however deep it lies. Whatever holds nothing of that kind
 * stays the same object.
 */
export function everywhere<Part, Kind extends object>(
  part: Part,
  is: (value: object) => value is Kind,
  change: (found: Kind) => Kind,
): Part {
  const changed = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const within = withChildren(value, changed);
    return !Array.isArray(within) && is(within) ? change(within) : within;
  };
  return changed(part) as Part;
}

/** The same block or list with other children; itself where none is another. */
function withChildren(value: object, changed: (child: unknown) => unknown): object {
  if (Array.isArray(value)) {
    const children = value.map(changed);
    return children.some((child, index) => child !== value[index]) ? children : value;
  }
  let within: Record<string, unknown> | undefined;
  for (const [key, child] of Object.entries(value)) {
    const next = changed(child);
    if (next === child) continue;
    within ??= { ...value };
    within[key] = next;
  }
  return within ?? value;
}
