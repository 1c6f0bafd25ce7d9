import { hourAt } from "./day.ts";

/** A line of a chart: its class decides how it looks, and the points go from the beginning of the day to its end. */
export interface Line {
  readonly name: string;
  readonly look: "area" | "line" | "dashed";
  readonly tone: "load" | "pods" | "need" | "limit";
  readonly points: readonly (readonly [part: number, value: number])[];
  /** It changes at once, as a number of pods does. */
  readonly steps?: boolean;
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** What the axis reaches at least. */
  readonly atLeast?: number;
  readonly tall?: boolean;
}

const WIDTH = 920;
const LEFT = 56;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 24;
const TICKS = 4;

/** A chart over the hours of the day, as a figure of HTML. */
export function chartHtml({ title, unit, lines, atLeast = 0, tall = false }: Chart): string {
  const height = tall ? 250 : 150;
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const top = roundUp(Math.max(atLeast, ...values, 1));
  const x = (part: number): number => LEFT + part * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => TOP + (1 - value / top) * (height - TOP - BOTTOM);
  const grid = Array.from({ length: TICKS + 1 }, (_, index) => (top / TICKS) * index).map(
    (value) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(value))}" y2="${at(y(value))}"/><text class="tick" x="${LEFT - 8}" y="${at(y(value) + 4)}" text-anchor="end">${short(value)}</text>`,
  );
  const hours = [0, 4, 8, 12, 16, 20, 24].map(
    (hour) =>
      `<text class="tick" x="${at(x(hour / 24))}" y="${height - 6}" text-anchor="${hour === 0 ? "start" : hour === 24 ? "end" : "middle"}">${String(hourAt(hour / 24) % 24).padStart(2, "0")}:00</text>`,
  );
  const drawn = lines.map((line) => pathOf(line, x, y, y(0)));
  const legend = lines.map(({ name, look, tone }) => `<span class="${look} ${tone}">${name}</span>`).join("");
  return `<figure>
<figcaption><b>${title}</b> <i>${unit}</i><span class="legend">${legend}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}, ${unit}, over the day">${grid.join("")}${hours.join("")}${drawn.join("")}</svg>
</figure>`;
}

const at = (number: number): string => number.toFixed(1);

function pathOf(
  { look, tone, points, steps = false, name }: Line,
  x: (part: number) => number,
  y: (value: number) => number,
  floor: number,
): string {
  const moves = points.map(([part, value], index) => {
    if (index === 0) return `M${at(x(part))},${at(y(value))}`;
    return steps ? `H${at(x(part))}V${at(y(value))}` : `L${at(x(part))},${at(y(value))}`;
  });
  const [first] = points;
  const last = points.at(-1);
  const closed =
    look === "area" && first !== undefined && last !== undefined ? `V${at(floor)}H${at(x(first[0]))}Z` : "";
  return `<path class="${look} ${tone}" d="${moves.join("")}${closed}"><title>${name}</title></path>`;
}

/** The next number that divides into quarters nicely. */
function roundUp(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10].find((step) => step * size >= value) ?? 10;
  return Math.max(4, nice * size);
}

const short = (value: number): string =>
  value >= 10_000 ? `${value / 1000}k` : Number(value.toFixed(2)).toLocaleString("en");
