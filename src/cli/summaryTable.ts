import type { Paint } from "./paint.ts";
import type { Range, Summary } from "./summary.ts";
import { aligned, type Side } from "./table.ts";

/** What the cells of a row are. */
export const HEAD = ["stack", "release", "workloads", "objects", "replicas", "CPU", "memory", "problems"];
const SIDES: readonly Side[] = ["left", "left", "right", "right", "right", "right", "right", "left"];
const NOTHING = "–";

/** One row a stack. */
export const summaryTable = (summaries: readonly Summary[], paint: Paint): string =>
  aligned(
    [
      HEAD.map(paint.dim),
      ...summaries.map((summary) => {
        const [stack = "", ...cells] = summaryCells(summary, paint);
        return [paint.bold(stack), ...cells];
      }),
    ],
    SIDES,
  ).join("\n");

/** The numbers of a stack as people read them. */
export const summaryCells = (summary: Summary, paint: Paint): readonly string[] => [
  summary.stack,
  summary.release ?? NOTHING,
  number(summary.workloads),
  number(summary.objects),
  range(summary.replicas, String),
  range(summary.cpu, cores),
  range(summary.memory, gibibytes, " GiB"),
  problems(summary, paint),
];

const number = (value: number | undefined): string => (value === undefined ? NOTHING : String(value));

const oneDecimal = (value: number): string =>
  value < 10 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.round(value));
const cores = (millicores: number): string => oneDecimal(millicores / 1000);
const gibibytes = (bytes: number): string => oneDecimal(bytes / 1024 ** 3);

function range(value: Range | undefined, show: (value: number) => string, unit = ""): string {
  if (value === undefined) return NOTHING;
  const [lowest, highest] = [show(value.lowest), show(value.highest)];
  return (lowest === highest ? lowest : `${lowest}–${highest}`) + unit;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function problems({ errors, warnings }: Summary, paint: Paint): string {
  const found = [
    ...(errors > 0 ? [paint.red(counted(errors, "error"))] : []),
    ...(warnings > 0 ? [paint.yellow(counted(warnings, "warning"))] : []),
  ];
  return found.length > 0 ? found.join(", ") : paint.green("none");
}
