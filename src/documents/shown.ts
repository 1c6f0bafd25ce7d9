const LONGEST = 60;

/** A value as a message shows it: in quotes where it is text, and not longer than a person reads. */
export function shown(value: unknown): string {
  const text = String(JSON.stringify(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}…` : text;
}
