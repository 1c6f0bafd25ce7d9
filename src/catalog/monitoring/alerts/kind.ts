import type { SupportedRelease } from "../../../releases/release.ts";
import type { Settings } from "../../../settings/settings.ts";
import type { Entry } from "../../../vocabulary/entry.ts";
import type { Alert, Monitor, Probe } from "../../../vocabulary/monitoring.ts";
import type { ProducerName } from "../metrics/table.ts";

/** A Job that runs at times of a calendar. Times in seconds. */
export interface Periodic {
  readonly name: string;
  readonly namespace: string;
  /** The longest time between two runs. */
  readonly gap: number;
  readonly longest: number;
}

/** A list of tasks. Times in seconds. */
export interface WatchedQueue {
  readonly name: string;
  /** How long its tasks take at most; what nobody knows counts as a task of a minute. */
  readonly longest: number;
}

/** What there is of a deployment that somebody could have to hear of. */
export interface Watched {
  readonly settings: Settings;
  /** Namespace of the deployment itself, and those of all that belongs to it. */
  readonly home: string;
  readonly namespaces: readonly string[];
  readonly deployment: string;
  readonly stage: string;
  readonly release: SupportedRelease;
  readonly has: (producer: ProducerName) => boolean;
  readonly monitors: readonly Monitor[];
  readonly probes: readonly Probe[];
  readonly entry: Entry | undefined;
  readonly periodic: readonly Periodic[];
  /** Jobs that a release waits for. */
  readonly migrations: readonly string[];
  readonly queues: readonly WatchedQueue[];
  /** Seconds after which Redis hands out again what was taken and not finished. */
  readonly visibilityTimeout: number;
  readonly closed: boolean;
  /** Velero saves it. */
  readonly saved: readonly { readonly schedule: string; readonly gap: number }[];
}

/** What a person does who was told. */
export interface Runbook {
  /** What has happened, and whom it hurts. */
  readonly means: string;
  /** Where to look, one step after the other. */
  readonly look: readonly string[];
  /** What helps. */
  readonly mend: readonly string[];
}

/** One reason to tell somebody, wherever it applies. */
export interface AlertKind extends Pick<Alert, "severity" | "summary" | "for" | "keepFiring"> {
  readonly name: string;
  /** When it is so, for one stack; nothing where it cannot be. */
  readonly when: (watched: Watched) => readonly (string | Pick<Alert, "expr" | "labels">)[];
  readonly runbook: Runbook;
}

/** A selector of labels, as PromQL writes it: `~` begins an expression, and `!~` one that must not fit. */
export const matching = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => {
      const [how = ""] = /^!?~/.exec(value) ?? [];
      return `${name}${how === "!~" ? how : `=${how}`}"${value.slice(how.length)}"`;
    })
    .join(",")}}`;

/** The monitors of one producer: one for each place where it runs. */
export const monitorsBy = ({ monitors }: Watched, producer: ProducerName): readonly Monitor[] =>
  monitors.filter((monitor) => monitor.producer === producer);

/** An alert for each place where a producer runs, whose namespace a person has to look into. */
export const perPlace =
  (
    producer: ProducerName,
    expr: (here: (more?: Readonly<Record<string, string>>) => string, watched: Watched) => string,
  ): AlertKind["when"] =>
  (watched) =>
    monitorsBy(watched, producer).map(({ namespace }) => ({
      expr: expr((more = {}) => matching({ namespace, ...more }), watched),
      labels: { namespace },
    }));

/** Any of some names, as a regular expression. */
export const anyOf = (names: readonly string[]): string =>
  `~${names.map((name) => name.replaceAll(".", "[.]")).join("|")}`;

export const within = ({ namespaces }: Watched): string => anyOf(namespaces);

/** Seconds, as PromQL writes them in a range. */
export const range = (seconds: number): string => `${seconds}s`;
