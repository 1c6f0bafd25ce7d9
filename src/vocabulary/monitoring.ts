import type { Files } from "./content.ts";

/** Name of the port with figures, of every container that has some. */
export const METRICS = "metrics";

/** One page with figures of a pod. */
export interface Page {
  /** Name of the port of its container. */
  readonly port: string;
  readonly path: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /** What its series say beside whose they are. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Secret, and its entry, with the token that it wants. */
  readonly token?: { readonly object: string; readonly entry: string };
}

/** Pods of one component that are asked how something is. */
export interface Monitor {
  readonly name: string;
  readonly component: string;
  readonly namespace: string;
  /** Who produces what is read there: a row of the table of metrics. */
  readonly producer: string;
  readonly pages: readonly Page[];
}

/** A public host that is asked from time to time, as a learner would. */
export interface Probe {
  /** Name of the host, as routes call it. */
  readonly name: string;
  readonly host: string;
  readonly url: string;
  /** How the prober judges the answer. */
  readonly module: string;
}

/** A figure that is worked out ahead, under a name of its own. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** `page`: somebody gets up. `ticket`: somebody looks today. `note`: it only keeps others quiet. */
export type Severity = "page" | "ticket" | "note";

/** Something that a person has to hear of. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  /** How long it has to be so. Absent: at once. */
  readonly for?: string;
  /** How long it stays so after it is over, against flapping. Absent: it is over at once. */
  readonly keepFiring?: string;
  readonly severity: Severity;
  readonly labels?: Readonly<Record<string, string>>;
  /** What a person reads, with values of the series in it: `{{ $labels.host }}`. */
  readonly summary: string;
  /** What it means, and whom it hurts. Default: its page says so alone. */
  readonly means?: string;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (Recording | Alert)[];
}

export const isAlert = (rule: Recording | Alert): rule is Alert => "alert" in rule;

/** How a deployment is measured, and who is told of what. */
export interface Monitoring {
  /** Of a measurement, as Prometheus writes durations. */
  readonly interval: string;
  readonly monitors: readonly Monitor[];
  /** Where the prober answers. */
  readonly prober: { readonly component: string; readonly port: number };
  readonly probes: readonly Probe[];
  readonly groups: readonly RuleGroup[];
  /** Pages of what to do begin with this address. */
  readonly runbooks: string;
  /** Whose metrics there are: rows of the table. */
  readonly producers: readonly string[];
  /** What only Prometheus reads. */
  readonly files: readonly Files[];
}
