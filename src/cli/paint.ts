/** Colours a text, or leaves it as it is. */
export type Brush = (text: string) => string;

export interface Paint {
  readonly bold: Brush;
  readonly dim: Brush;
  readonly red: Brush;
  readonly green: Brush;
  readonly yellow: Brush;
  readonly cyan: Brush;
}

const brush =
  (start: number, end: number): Brush =>
  (text) =>
    text === "" ? "" : `\u001b[${start}m${text}\u001b[${end}m`;

const colours: Paint = {
  bold: brush(1, 22),
  dim: brush(2, 22),
  red: brush(31, 39),
  green: brush(32, 39),
  yellow: brush(33, 39),
  cyan: brush(36, 39),
};

const same: Brush = (text) => text;

/** No colours at all. */
export const plain: Paint = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

/** Colours only for people who look at a terminal and have not said no (https://no-color.org). */
export function paintFor(
  terminal: boolean,
  { NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): Paint {
  const refused = (NO_COLOR !== undefined && NO_COLOR !== "") || TERM === "dumb";
  return terminal && !refused ? colours : plain;
}
