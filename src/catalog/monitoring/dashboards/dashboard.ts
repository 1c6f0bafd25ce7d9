import type { ProducerName } from "../metrics/table.ts";

/** What a figure is, in the words of Grafana. */
export type Unit =
  | "none"
  | "short"
  | "percentunit"
  | "bytes"
  | "s"
  | "ms"
  | "reqps"
  | "ops"
  | "Bps"
  | "dtdurations"
  | "dateTimeAsIso";

/** One series, or many, over time. */
export interface Query {
  readonly expr: string;
  /** How a series is called, by its labels: `{{queue_name}}`. */
  readonly legend: string;
}

/** Who has to be there before a panel has anything to show: somebody who measures, what deployments work out ahead, or the store of logs. */
export type Source = ProducerName | "rules" | "events";

/** From where on a figure is not right any more. */
export interface Limits {
  readonly warning?: number;
  readonly bad: number;
  /** Less is worse. Default: more is. */
  readonly below?: true;
}

export interface Panel {
  readonly title: string;
  /** What it shows, and what it does not. */
  readonly about: string;
  readonly show: "lines" | "figure" | "table";
  readonly unit: Unit;
  readonly asks: readonly Query[];
  readonly of: readonly Source[];
  readonly limits?: Limits;
  /** Alerts about the same: their pages say what to do. */
  readonly alerts?: readonly string[];
  /** What is read there where there is nothing to see, and that is good. */
  readonly calm?: string;
}

/** One page of Grafana: one subject, and one file here. */
export interface Topic {
  readonly title: string;
  readonly about: string;
  /** Of the cluster as a whole; or of namespaces that its reader chooses, of deployments or of all. */
  readonly scope: "cluster" | "deployments" | "everything";
  readonly panels: readonly Panel[];
}

/** The namespaces that the reader has chosen. */
export const HERE = 'namespace=~"$namespace"';

/** The same of what a scrape calls otherwise, because its own namespace is that of who was asked. */
export const EXPORTED_HERE = 'exported_namespace=~"$namespace"';

/** Routes of these namespaces, as the gateway names what is behind them. */
export const ROUTED_HERE = 'envoy_cluster_name=~"httproute/($namespace)/.+"';

/** The same, by a name that a person reads: `{{route}}`. */
export const byRoute = (expr: string): string =>
  `label_replace(${expr}, "route", "$1 $2, $3", "envoy_cluster_name", "httproute/(.+)/(.+)/rule/(.+)")`;

/** Whatever has only a label for whose it is. */
export const OF_THESE = 'deployment=~".+"';

type Asked = readonly [expr: string, legend: string];

const panel =
  (show: Panel["show"]) =>
  (
    title: string,
    unit: Unit,
    of: readonly Source[],
    about: string,
    asks: readonly Asked[],
    more: Pick<Panel, "limits" | "alerts" | "calm"> = {},
  ): Panel => ({
    title,
    about,
    show,
    unit,
    of,
    asks: asks.map(([expr, legend]) => ({ expr, legend })),
    ...more,
  });

export const lines = panel("lines");
export const figure = panel("figure");
export const table = panel("table");

/** The share of one sum in another. */
export const share = (part: string, whole: string): string => `${part} / (${whole} > 0)`;
