import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Metric } from "../../src/catalog/monitoring/metrics/metric.ts";
import { type ProducerName, producers } from "../../src/catalog/monitoring/metrics/table.ts";

/** What a program says of itself, as Prometheus reads it: types by the names of metrics, labels by the names of series. */
interface Figures {
  readonly types: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

function read(page: string): Figures {
  const types = new Map<string, string>();
  const labels = new Map<string, Set<string>>();
  for (const line of page.split("\n")) {
    const [, metric, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (metric && type) types.set(metric, type);
    const [, series, within = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? \S+/.exec(line) ?? [];
    if (series === undefined) continue;
    const known = labels.get(series) ?? new Set();
    for (const [, label = ""] of within.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*"/g))
      known.add(label);
    labels.set(series, known);
  }
  return { types, labels };
}

/** Under which name the first series of a metric stands. */
const seriesOf = (name: string, { type }: Metric): string => (type === "histogram" ? `${name}_bucket` : name);

function problemsOf(
  name: string,
  metric: Metric,
  target: readonly string[],
  said: Figures,
): readonly string[] {
  const labels = said.labels.get(seriesOf(name, metric));
  if (labels === undefined) return [`${name} is not there`];
  const type = said.types.get(name) ?? "untyped";
  return [
    ...(["untyped", metric.type].includes(type)
      ? []
      : [`${name} is a ${type}, and the table says ${metric.type}`]),
    ...metric.labels.filter((label) => !labels.has(label)).map((label) => `${name} has no label ${label}`),
    // Prometheus would call it exported_…, and whoever asks for it would get the label of the scrape.
    ...target.filter((label) => labels.has(label)).map((label) => `${name} has itself a label ${label}`),
  ];
}

/** What the table of metrics says of a program and the program does not. */
export function tableProblems(
  producer: ProducerName,
  pages: readonly string[],
  /** Metrics that this program, here, cannot have. */
  without: readonly string[] = [],
): readonly string[] {
  const { metrics, target } = producers[producer];
  const said = read(pages.join("\n"));
  return Object.entries(metrics)
    .filter(([name]) => !without.includes(name))
    .flatMap(([name, metric]) => problemsOf(name, metric, target, said));
}

/** The page of a program with its figures. */
export async function pageOf(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
  return answer.text();
}

/** What programs said when somebody asked them last: one page each, for tests that have no program to ask. */
export const FIGURES = "tests/fixtures/figures";

/** So many series of a metric stand for all, from everywhere in the page: it is to be read. */
const ENOUGH = 8;

/** Keeps what a program says, where `ARBORETUM_RECORD` asks for it: no more than the table knows. */
export function keep(producer: ProducerName, pages: readonly string[]): void {
  if (!process.env.ARBORETUM_RECORD) return;
  const said = pages.join("\n").split("\n");
  const kept = Object.entries(producers[producer].metrics).flatMap(([name, { type }]) => {
    const own = new RegExp(`^${name}${type === "histogram" ? "_(?:bucket|sum|count)" : ""}[{ ]`);
    const lines = said.filter((line) => own.test(line));
    const series = [...new Set(lines.map(withoutLimit))];
    const step = Math.max(1, series.length / ENOUGH);
    const chosen = new Set(series.filter((_, index) => Math.floor(index % step) === 0));
    return [
      ...said.filter((line) => line.startsWith(`# TYPE ${name} `)).slice(0, 1),
      ...lines.filter((line) => chosen.has(withoutLimit(line))),
    ];
  });
  mkdirSync(FIGURES, { recursive: true });
  writeFileSync(join(FIGURES, `${producer}.txt`), `${kept.join("\n")}\n`);
}

/** Whose a line is: a histogram has many of one series. */
const withoutLimit = (line: string): string =>
  line
    .replace(/ [^ ]+$/, "")
    .replace(/^(\w+?)_(?:bucket|sum|count)(?=[{ ]|$)/, "$1")
    .replace(/,?le="[^"]*"/, "")
    .replace("{,", "{")
    .replace("{}", "");
