import { placeText } from "../documents/explain.ts";
import type { Matrix, MatrixCell } from "../releases/matrix.ts";
import type { Reason } from "../releases/resolution.ts";
import type { Paint } from "./paint.ts";
import { aligned } from "./table.ts";

const WIDTH = 100;
const NARROWEST = 14;

/** The grid for a person: a block a deployment, a column a stage, below it the reasons that the numbers stand for. */
export const matrixText = ({ deployments, stages, applications, cells }: Matrix, paint: Paint): string =>
  deployments
    .map((deployment) => {
      const own = cells.filter((cell) => cell.deployment === deployment);
      const run = stages.filter((stage) => own.some((cell) => cell.stage === stage));
      const there = applications.filter((application) =>
        own.some((cell) => cell.application === application),
      );
      return block(deployment, run, there, own, paint);
    })
    .join("\n");

function block(
  deployment: string,
  stages: readonly string[],
  applications: readonly string[],
  cells: readonly MatrixCell[],
  paint: Paint,
): string {
  const find = (application: string, stage: string) =>
    cells.find((cell) => cell.application === application && cell.stage === stage);
  const numbers = numbered(cells.map(reasonsText));
  const names = Math.max(deployment.length, ...applications.map(({ length }) => length));
  const room = Math.max(NARROWEST, Math.floor((WIDTH - names) / Math.max(1, stages.length)) - 2);
  const rows = applications.map((application) => [
    application,
    ...stages.map((stage) => cellText(find(application, stage), numbers, room, paint)),
  ]);
  const releases = stages.map((stage) => cells.find((cell) => cell.stage === stage)?.release ?? "");
  const grid = aligned([
    [paint.bold(deployment), ...stages.map(paint.bold)],
    [paint.dim("release"), ...releases.map(paint.cyan)],
    ...rows,
  ]);
  const notes = [...numbers].flatMap(([text, number]) => note(text, number, paint));
  return `${[...grid, "", ...notes].join("\n")}\n`;
}

function cellText(
  cell: MatrixCell | undefined,
  numbers: ReadonlyMap<string, number>,
  room: number,
  paint: Paint,
): string {
  if (cell === undefined) return paint.dim("–");
  const number = `${numbers.get(reasonsText(cell))}`;
  return `${cut(shortRef(cell.ref), room - number.length - 1)} ${paint.dim(number)}`;
}

/** Ten digits of a commit tell it from all others. */
const shortRef = (ref: string): string => (/^[0-9a-f]{40}$/.test(ref) ? ref.slice(0, 10) : ref);

const cut = (text: string, room: number): string =>
  text.length > room ? `${text.slice(0, room - 1)}…` : text;

const numbered = (texts: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...new Set(texts)].map((text, index) => [text, index + 1]));

const reasonsText = (cell: MatrixCell): string => reasonLines(cell).join("\n");

/** What somebody said, with its value and its line. The rest is as the release has it. */
function reasonLines(cell: MatrixCell): readonly string[] {
  const said = cell.because.filter(({ place }) => place !== undefined);
  const missing = cell.because.filter(({ field }) => field === "image" && cell.image === undefined);
  const rows = [...new Set([...said, ...missing])].map((reason) => rowOf(cell, reason));
  const rest = `${rows.length === 0 ? "everything" : "the rest"} as ${cell.release} has it`;
  return [...aligned(rows), rest];
}

function rowOf(cell: MatrixCell, { field, text, place }: Reason): readonly string[] {
  const value = { origin: cell.origin, ref: shortRef(cell.ref), image: shortImage(cell.image) }[field];
  return [field, place ? placeText(place) : "", value ?? text];
}

/** The digest is for machines. */
const shortImage = (image: string | undefined): string | undefined => image?.split("@", 1)[0];

const note = (text: string, number: number, paint: Paint): readonly string[] =>
  text
    .split("\n")
    .map((line, index) => `${index === 0 ? paint.dim(`${number}`.padStart(4)) : "    "}  ${line}`);
