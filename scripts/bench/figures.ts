/** What is measured, in the order in which it is shown. */
export const figures = {
  production: { title: "preview production", unit: "s", limit: 0.75 },
  shipped: { title: "preview, all shipped stacks", unit: "s", limit: 1.0 },
  load: { title: "  loading our own modules", unit: "s" },
  compose: { title: "  composing", unit: "s" },
  import: { title: "  loading SDK and components", unit: "s" },
  render: { title: "  rendering and checking", unit: "s" },
  write: { title: "  writing", unit: "s" },
  memory: { title: "peak memory", unit: "MB" },
  many: { title: "preview, 300 generated stacks", unit: "s" },
  perResource: { title: "  a further resource", unit: "ms", limit: 0.35 },
  linearity: { title: "  per resource at 300 stacks, compared with 75", unit: "×", limit: 1.25 },
  manyMemory: { title: "  peak memory", unit: "MB", limit: 600 },
  tutor: { title: "tutor config save, without plugins", unit: "s" },
  tutorManifests: { title: "  and kubectl kustomize", unit: "s" },
} as const satisfies Readonly<Record<string, { title: string; unit: string; limit?: number }>>;

export type Figure = keyof typeof figures;

/** Only what could be measured here. */
export type Measured = Readonly<Partial<Record<Figure, number>>>;

/** Twice a limit is no noise any more. */
const GROSS = 2;

const limitOf = (figure: Figure): number | undefined => {
  const { limit } = figures[figure] as { readonly limit?: number };
  return limit;
};

export const isOver = (figure: Figure, value: number, factor = 1): boolean =>
  value > (limitOf(figure) ?? Number.POSITIVE_INFINITY) * factor;

/** The figures that no noise explains. */
export const grossly = (measured: Measured): readonly Figure[] =>
  inOrder(measured).flatMap(([figure, value]) => (isOver(figure, value, GROSS) ? [figure] : []));

export const inOrder = (measured: Measured): readonly (readonly [Figure, number])[] =>
  (Object.keys(figures) as Figure[]).flatMap((figure) => {
    const value = measured[figure];
    return value === undefined ? [] : [[figure, value] as const];
  });

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** The phases in seconds and the peak memory that the command prints with ARBORETUM_TIMINGS=1. */
export function readTimings(text: string): {
  readonly phases: Readonly<Record<string, number>>;
  readonly peak: number;
} {
  const phases = [...text.matchAll(/(\S[^\d\n]*?) ([\d.]+) ms/g)].map(([, name = "", time]) => [
    name.trim(),
    Number(time) / 1000,
  ]);
  return { phases: Object.fromEntries(phases), peak: Number(/peak (\d+) MB/.exec(text)?.[1] ?? Number.NaN) };
}

/** A row a figure: value, limit, and what became of it since the entry before. */
export function table(measured: Measured, before: Measured | undefined): string {
  const rows = inOrder(measured).map(([figure, value]) => {
    const { title, unit } = figures[figure];
    const limit = limitOf(figure);
    const old = before?.[figure];
    return [
      title.padEnd(48),
      `${shown(value)} ${unit}`.padStart(10),
      (limit === undefined ? "" : `${isOver(figure, value) ? "over" : "within"} ${limit} ${unit}`).padEnd(18),
      old === undefined ? "" : `${(value / old).toFixed(2)} of before`,
    ];
  });
  return rows.map((row) => row.join("  ").trimEnd()).join("\n");
}

const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
