/** What a metric counts, and what tells its series apart. */
export interface Metric {
  readonly type: "counter" | "gauge" | "histogram" | "summary";
  readonly labels: readonly string[];
}

/** A program that says how something is, at one exact version. */
export interface Producer {
  /** In a few words, for people. */
  readonly what: string;
  readonly version: string;
  /** Where its metrics are said to be these. */
  readonly source: string;
  /** Labels that scraping adds to each series. */
  readonly target: readonly string[];
  readonly metrics: Readonly<Record<string, Metric>>;
}

const metric =
  (type: Metric["type"]) =>
  (...labels: readonly string[]): Metric => ({ type, labels });

export const counter = metric("counter");
export const gauge = metric("gauge");
export const histogram = metric("histogram");

/** What Prometheus adds to whatever a PodMonitor or a ServiceMonitor of the operator finds. */
export const FOUND = ["job", "instance", "namespace", "pod", "container", "endpoint"] as const;

/** What our own monitors add beside that. */
export const OURS = ["component", "deployment", "stage"] as const;
