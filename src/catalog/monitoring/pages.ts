import { alertKinds, alertSubjects } from "./alerts/alerts.ts";
import type { AlertKind } from "./alerts/kind.ts";
import type { Producer } from "./metrics/metric.ts";
import { producers } from "./metrics/table.ts";

/** A page of the documentation, relative to the project's root. */
interface Page {
  readonly file: string;
  readonly text: string;
}

const SEVERITIES = {
  page: "somebody gets up",
  ticket: "somebody looks today",
  note: "nobody is told; it keeps others quiet",
} as const;

const row = (...cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** A template of Prometheus, for people: what stands for a value of the series. */
const readable = (summary: string): string =>
  summary
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "*$1*")
    .replaceAll(/\{\{ \$value \| humanizePercentage \}\}/g, "*n* %")
    .replaceAll(/\{\{ \$value[^}]*\}\}/g, "*n*");

const held = ({ for: length }: AlertKind): string => (length ? `after ${length}` : "at once");

/** Every alert, with the page that says what to do. */
export const alertsPage = (): string =>
  [
    "# Alerts",
    "",
    "Written by `arboretum schema` from the alerts themselves. A deployment has those that fit it where its settings have `monitoring` and its",
    "cluster offers it. Who is told is said by the platform stack, by severity:",
    "",
    ...Object.entries(SEVERITIES).map(([name, what]) => `- \`${name}\`: ${what}.`),
    "",
    ...Object.entries(alertSubjects).flatMap(([subject, kinds]) => [
      `## ${subject[0]?.toUpperCase()}${subject.slice(1)}`,
      "",
      row("alert", "severity", "when", "says"),
      row("---", "---", "---", "---"),
      ...kinds.map((kind) =>
        row(`[${kind.name}](../runbooks/${kind.name}.md)`, kind.severity, held(kind), readable(kind.summary)),
      ),
      "",
    ]),
  ].join("\n");

const steps = (all: readonly string[]) => all.map((one, index) => `${index + 1}. ${one}`);
const points = (all: readonly string[]) => all.map((one) => `- ${one}`);

/** Placeholders that the alert itself has a value for. Of the others the step before says it. */
export const LABELS = [
  "namespace",
  "host",
  "name",
  "component",
  "cronjob",
  "job_name",
  "container",
  "horizontalpodautoscaler",
  "scaledObject",
];

function labelsIn(steps: readonly string[]): string {
  const used = LABELS.filter((label) => steps.some((step) => step.includes(`<${label}>`)));
  if (used.length === 0) return "Which deployment it is says the label `namespace` of the alert.";
  const all = used.map((label) => `\`<${label}>\``);
  return all.length === 1
    ? `${all[0]} is the label of the alert that is called so.`
    : `${all.slice(0, -1).join(", ")} and ${all.at(-1)} are the labels of the alert that are called so.`;
}

function runbook(kind: AlertKind): string {
  const { name, severity, summary, runbook } = kind;
  return [
    `# ${name}`,
    "",
    `*${readable(summary).replaceAll("*", "")}.* Severity \`${severity}\` (${SEVERITIES[severity]}), ${held(kind)}.`,
    "",
    runbook.means,
    "",
    labelsIn([...runbook.look, ...runbook.mend]),
    "",
    "## Look",
    "",
    ...steps(runbook.look),
    "",
    "## Mend",
    "",
    ...points(runbook.mend),
    "",
    "[All alerts](../reference/alerts.md)",
    "",
  ].join("\n");
}

/** One page an alert, where the address in the alert leads. */
export const runbookPages = (): readonly Page[] =>
  alertKinds.map((kind) => ({ file: `docs/runbooks/${kind.name}.md`, text: runbook(kind) }));

const producerSection = ([name, { what, version, source, target, metrics }]: [
  string,
  Producer,
]): readonly string[] => [
  `## ${name}`,
  "",
  `${what[0]?.toUpperCase()}${what.slice(1)}; version ${version}. Source: ${source.startsWith("https://") ? `<${source.split(",")[0]}>${source.includes(",") ? source.slice(source.indexOf(",")) : ""}` : `\`${source}\``}. Scraping adds ${target.map((label) => `\`${label}\``).join(", ")}.`,
  "",
  row("metric", "type", "labels"),
  row("---", "---", "---"),
  ...Object.entries(metrics).map(([metric, { type, labels }]) =>
    row(`\`${metric}\``, type, labels.map((label) => `\`${label}\``).join(", ") || "–"),
  ),
  "",
];

/** The table of metrics, as a page. */
export const metricsPage = (): string =>
  [
    "# Metrics",
    "",
    "Written by `arboretum schema` from the table that every alert and every panel is held against: what is not here, none of them asks for.",
    "Programs have more; a metric gets in with its source when something asks for it.",
    "",
    ...Object.entries(producers).flatMap(producerSection),
  ].join("\n");
