import type { Limits, Panel, Query, Topic } from "./dashboard.ts";

/** What Grafana reads, as plain data. */
type Model = Readonly<Record<string, unknown>>;

/** Whoever looks may have more than one of each. */
const METRICS = { type: "prometheus", uid: "$metrics" };
const LOGS = { type: "loki", uid: "$logs" };

const ofLogs = ({ of }: Panel): boolean => of.includes("events");

/** The newest that Grafana 13 writes by itself. */
const SCHEMA = 42;

/** A page of Grafana. Its address is the same on every cluster, so that runbooks can name it. */
export const grafanaModel = (name: string, topic: Topic, runbooks: string): Model => ({
  uid: `arboretum-${name.toLowerCase()}`,
  title: topic.title,
  description: topic.about,
  tags: ["arboretum"],
  schemaVersion: SCHEMA,
  editable: false,
  graphTooltip: 1,
  timezone: "browser",
  time: { from: "now-6h", to: "now" },
  refresh: "1m",
  annotations: { list: [] },
  links: [
    {
      type: "dashboards",
      title: "Others",
      tags: ["arboretum"],
      asDropdown: true,
      includeVars: true,
      keepTime: true,
      icon: "external link",
      tooltip: "",
      targetBlank: false,
      url: "",
    },
  ],
  templating: { list: variablesOf(topic) },
  panels: placed(topic.panels).map(({ panel, at }, index) => panelModel(panel, index + 1, at, runbooks)),
});

const dataSource = (name: string, label: string, query: string): Model => ({
  type: "datasource",
  name,
  label,
  query,
  regex: "",
  hide: 0,
  refresh: 1,
  multi: false,
  includeAll: false,
  options: [],
});

/** Where the names of namespaces come from. */
export const NAMESPACES = {
  deployments: 'label_values(up{deployment!=""}, namespace)',
  everything: "label_values(kube_pod_info, namespace)",
} as const;

const variablesOf = ({ scope, panels }: Topic): readonly Model[] => [
  ...(panels.every(ofLogs) ? [] : [dataSource("metrics", "Metrics", "prometheus")]),
  ...(panels.some(ofLogs) ? [dataSource("logs", "Logs", "loki")] : []),
  ...(scope === "cluster"
    ? []
    : [
        {
          type: "query",
          name: "namespace",
          label: "Namespace",
          datasource: METRICS,
          query: { qryType: 1, query: NAMESPACES[scope], refId: "namespace" },
          definition: NAMESPACES[scope],
          regex: "",
          hide: 0,
          refresh: 2,
          sort: 1,
          multi: true,
          includeAll: true,
          current: { selected: true, text: "All", value: "$__all" },
          options: [],
        },
      ]),
];

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** How many of a kind are beside each other at most, and how high they are. */
const SIZES: Readonly<Record<Panel["show"], { readonly beside: number; readonly h: number }>> = {
  figure: { beside: 4, h: 5 },
  lines: { beside: 2, h: 9 },
  table: { beside: 1, h: 9 },
};
const COLUMNS = 24;

/** Panels of one kind that follow each other. */
function runsOf(panels: readonly Panel[]): readonly (readonly Panel[])[] {
  const runs: Panel[][] = [];
  for (const panel of panels) {
    const last = runs.at(-1);
    if (last?.[0]?.show === panel.show) last.push(panel);
    else runs.push([panel]);
  }
  return runs;
}

/** Lines of a page that are all full: nobody wonders what is missing beside the last. */
const linesOf = (run: readonly Panel[]): readonly (readonly Panel[])[] => {
  const { beside } = SIZES[run[0]?.show ?? "lines"];
  const several = Math.ceil(run.length / Math.ceil(run.length / beside));
  return Array.from({ length: Math.ceil(run.length / several) }, (_, line) =>
    run.slice(line * several, (line + 1) * several),
  );
};

/** From left to right and from top to bottom. */
export function placed(panels: readonly Panel[]): readonly { readonly panel: Panel; readonly at: Place }[] {
  let y = 0;
  return runsOf(panels)
    .flatMap(linesOf)
    .flatMap((line) => {
      const w = COLUMNS / line.length;
      const all = line.map((panel, index) => {
        const { h } = SIZES[panel.show];
        return { panel, at: { x: index * w, y, w, h } };
      });
      y += all[0]?.at.h ?? 0;
      return all;
    });
}

const TYPES = { lines: "timeseries", figure: "stat", table: "table" } as const;

const panelModel = (panel: Panel, id: number, at: Place, runbooks: string): Model => ({
  id,
  type: TYPES[panel.show],
  title: panel.title,
  description: panel.about,
  gridPos: at,
  datasource: ofLogs(panel) ? LOGS : METRICS,
  targets: panel.asks.map((query, index) => targetModel(panel, query, index)),
  fieldConfig: {
    defaults: {
      ...(panel.show === "table" ? {} : { unit: panel.unit }),
      // Things that are counted are whole, and what Prometheus reckons between two looks is not.
      ...(panel.show === "figure" && panel.unit === "none" ? { decimals: 0 } : {}),
      ...(panel.calm ? { noValue: panel.calm } : {}),
      // A share of what went well is never more than all of it.
      ...(panel.unit === "percentunit" && panel.limits?.below ? { max: 1 } : {}),
      thresholds: { mode: "absolute", steps: steps(panel.limits) },
      ...(panel.show === "lines" ? { custom: drawn(panel.limits) } : {}),
    },
    overrides: panel.show === "table" ? [ofFigures(panel)] : [],
  },
  options: OPTIONS[panel.show](panel),
  links: linksOf(panel, runbooks),
  ...(panel.show === "table" ? { transformations: columns(panel) } : {}),
});

const refOf = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

const targetModel = (panel: Panel, { expr, legend }: Query, index: number): Model => ({
  refId: refOf(index),
  datasource: ofLogs(panel) ? LOGS : METRICS,
  expr,
  legendFormat: legend,
  ...(ofLogs(panel)
    ? { queryType: panel.show === "lines" ? "range" : "instant" }
    : {
        range: panel.show !== "table",
        instant: panel.show === "table",
        ...(panel.show === "table" ? { format: "table" } : {}),
      }),
});

/** Colours from a figure on. The first has none: it is what is below all others. */
function steps(limits: Limits | undefined): readonly Model[] {
  if (limits === undefined) return [{ color: "green", value: null }];
  const { warning, bad, below } = limits;
  if (below)
    return [
      { color: "red", value: null },
      ...(warning === undefined ? [] : [{ color: "orange", value: bad }]),
      { color: "green", value: warning ?? bad },
    ];
  return [
    { color: "green", value: null },
    ...(warning === undefined ? [] : [{ color: "orange", value: warning }]),
    { color: "red", value: bad },
  ];
}

/** Only of figures: Grafana would read names as dates too, where those are dates, and show that they are none. */
const ofFigures = ({ unit }: Panel): Model => ({
  matcher: { id: "byType", options: "number" },
  properties: [{ id: "unit", value: unit }],
});

const drawn = (limits: Limits | undefined): Model => ({
  drawStyle: "line",
  lineWidth: 1,
  fillOpacity: 10,
  showPoints: "never",
  spanNulls: false,
  // Without it a hair's breadth looks like a mountain.
  axisSoftMin: 0,
  thresholdsStyle: { mode: limits ? "line" : "off" },
});

const OPTIONS: Readonly<Record<Panel["show"], (panel: Panel) => Model>> = {
  lines: () => ({
    legend: { displayMode: "table", placement: "bottom", showLegend: true, calcs: ["lastNotNull", "max"] },
    tooltip: { mode: "multi", sort: "desc" },
  }),
  figure: ({ limits }) => ({
    reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    orientation: "auto",
    textMode: "auto",
    colorMode: limits ? "background" : "value",
    graphMode: "area",
    justifyMode: "auto",
    showPercentChange: false,
    percentChangeColorMode: "standard",
    wideLayout: true,
  }),
  table: () => ({ showHeader: true, cellHeight: "sm", frameIndex: 0 }),
};

/** Headings for people, where a label is not called so. */
const HEADINGS = {
  exported_namespace: "namespace",
  issuer_name: "issuer",
  job_name: "job",
  cronjob: "schedule",
};

/** One row for what is the same in every query, with a column for the figure of each. */
const columns = ({ asks }: Panel): readonly Model[] => [
  { id: "merge", options: {} },
  {
    id: "organize",
    options: {
      excludeByName: { Time: true },
      indexByName: {},
      renameByName: {
        ...HEADINGS,
        ...Object.fromEntries(
          asks.map(({ legend }, index) => [asks.length === 1 ? "Value" : `Value #${refOf(index)}`, legend]),
        ),
      },
    },
  },
];

/** A folder of this project is no address, and leads nowhere from a browser. */
const linksOf = ({ alerts = [] }: Panel, runbooks: string): readonly Model[] =>
  /^https?:/.test(runbooks)
    ? alerts.map((alert) => ({
        type: "link",
        title: `What to do about ${alert}`,
        url: `${runbooks}/${alert}.md`,
        targetBlank: true,
        asDropdown: false,
        includeVars: false,
        keepTime: false,
        icon: "doc",
        tags: [],
        tooltip: "",
      }))
    : [];
