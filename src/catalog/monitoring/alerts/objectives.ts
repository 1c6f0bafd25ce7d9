import { secondsOf } from "../../../settings/shapes.ts";
import type { Probe, Recording, RuleGroup } from "../../../vocabulary/monitoring.ts";
import { type AlertKind, matching, type Watched } from "./kind.ts";

/** What a host is to achieve. */
interface Objective {
  /** Share of requests that may fail, and of answers that may be late. */
  readonly failures: number;
  readonly late: number;
  readonly withinMs: number;
}

const millisecondsOf = (written: string): number =>
  written.endsWith("ms") ? Number(written.slice(0, -2)) : secondsOf(written) * 1000;

/** In decimals that a person can read. */
const share = (percent: number): number => Number((1 - percent / 100).toFixed(6));

function objectiveOf(host: string, { settings }: Pick<Watched, "settings">): Objective {
  const said = settings.monitoring;
  if (said === undefined) throw new Error("without a section there are no objectives");
  const own = said.hosts[host];
  const latency = own?.latency ?? said.latency;
  return {
    failures: share(own?.availability ?? said.availability),
    late: share(latency.share),
    withinMs: millisecondsOf(latency.within),
  };
}

/** Windows that burn rates are looked at in. */
const WINDOWS = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;
type Window = (typeof WINDOWS)[number];

const FAILED = "host:failed_requests:ratio_rate";
const LATE = "host:late_answers:ratio_rate";
const RATE = "host:requests:rate1h";

/** Every series that is worked out ahead, with its labels. */
export const RECORDED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [...WINDOWS.flatMap((window) => [`${FAILED}${window}`, `${LATE}${window}`]), RATE].map((name) => [
    name,
    ["host", "name", "deployment", "stage"],
  ]),
);

/** Where learners come through a gateway that counts, they are what is measured; else the probe stands in for them. */
const byRequests = ({ has }: Watched): boolean => has("envoy");

/** The routes of a host, as Envoy Gateway names what is behind them. */
const clusterOf = ({ host }: Probe, { entry }: Watched): string => {
  const routes = (entry?.routes ?? []).filter((route) => route.host === host);
  return `~httproute/(${routes.map(({ namespace, name }) => `${namespace}/${name}`).join("|")})/rule/.*`;
};

/** Every answer, those too that the gateway gives where no pod is left: these are in no count of what it has asked pods. */
const ANSWERS = "envoy_cluster_upstream_rq_xx";

/** A bucket by its limit: what a program writes as 2500 Prometheus keeps as 2500.0, from its third version on. */
const upTo = (limit: number): string => `~${String(limit).replace(".", "[.]")}([.]0)?`;

function failed(probe: Probe, window: Window, watched: Watched): string {
  if (!byRequests(watched))
    return `1 - avg_over_time(probe_success${matching({ namespace: watched.home, host: probe.host })}[${window}])`;
  const cluster = clusterOf(probe, watched);
  const errors = matching({ envoy_cluster_name: cluster, envoy_response_code_class: "5" });
  return `(sum(rate(${ANSWERS}${errors}[${window}])) or vector(0)) / sum(rate(${ANSWERS}${matching({ envoy_cluster_name: cluster })}[${window}]))`;
}

function late(probe: Probe, window: Window, watched: Watched): string {
  const { withinMs } = objectiveOf(probe.name, watched);
  if (!byRequests(watched)) {
    const asked = matching({ namespace: watched.home, host: probe.host });
    return `1 - avg_over_time((probe_duration_seconds${asked} <= bool ${withinMs / 1000})[${window}:1m])`;
  }
  const cluster = clusterOf(probe, watched);
  const soon = matching({ envoy_cluster_name: cluster, le: upTo(withinMs) });
  const all = matching({ envoy_cluster_name: cluster });
  return `1 - sum(rate(envoy_cluster_upstream_rq_time_bucket${soon}[${window}])) / sum(rate(envoy_cluster_upstream_rq_time_count${all}[${window}]))`;
}

function recordings(probe: Probe, watched: Watched): readonly Recording[] {
  const labels = { host: probe.host, name: probe.name };
  const cluster = matching({ envoy_cluster_name: clusterOf(probe, watched) });
  return [
    ...WINDOWS.flatMap((window) => [
      { record: `${FAILED}${window}`, expr: failed(probe, window, watched), labels },
      { record: `${LATE}${window}`, expr: late(probe, window, watched), labels },
    ]),
    ...(byRequests(watched) ? [{ record: RATE, expr: `sum(rate(${ANSWERS}${cluster}[1h]))`, labels }] : []),
  ];
}

/** Each host in a group of its own: they are worked out side by side. */
export const objectiveGroups = (watched: Watched): readonly RuleGroup[] =>
  watched.probes.map((probe) => ({
    name: `objectives-${probe.name}`,
    rules: recordings(probe, watched),
  }));

/** A share of the budget of a month, gone within the long window; the short one says that it still goes. */
interface Pace {
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
}

/** Google's SRE workbook, chapter 5: two per cent within an hour and five within six are for at once, ten within days for today. */
const AT_ONCE: readonly Pace[] = [
  { factor: 14.4, long: "1h", short: "5m" },
  { factor: 6, long: "6h", short: "30m" },
];
const TODAY: readonly Pace[] = [
  { factor: 3, long: "1d", short: "2h" },
  { factor: 1, long: "3d", short: "6h" },
];

/** More than everything cannot fail: an objective that allows much is burnt at its fastest when nearly all of it does. */
const NEARLY_ALL = 0.9;

/** Requests a second without which one that fails would be a crisis: three in a minute. */
const TRAFFIC = 0.05;

const burns = (series: string, budget: number, paces: readonly Pace[], host: string, watched: Watched) => {
  const of = matching({ host, deployment: watched.deployment, stage: watched.stage });
  const over = (window: Window, limit: number) => `${series}${window}${of} > ${limit}`;
  const together = paces
    .map(({ factor, long, short }) => {
      const limit = Math.min(NEARLY_ALL, Number((factor * budget).toFixed(6)));
      return `(${over(long, limit)} and ${over(short, limit)})`;
    })
    .join(" or ");
  // Nobody is woken for one of three requests at night.
  return byRequests(watched) ? `(${together}) and ${RATE}${of} > ${TRAFFIC}` : together;
};

const perHost =
  (series: string, budget: (objective: Objective) => number, paces: readonly Pace[]) => (watched: Watched) =>
    watched.probes.map(({ name, host }) => ({
      expr: burns(series, budget(objectiveOf(name, watched)), paces, host, watched),
      labels: { host },
    }));

const failures = ({ failures }: Objective) => failures;
const lateness = ({ late }: Objective) => late;

const WHERE_ERRORS = [
  "Open the dashboard of the LMS's response times and look which host, and since when.",
  "Look what changed then: `kubectl -n <namespace> get events --sort-by=.lastTimestamp`, and the last update of the stack.",
  "Read what the application says: `kubectl -n <namespace> logs deploy/lms --since=15m | grep -c ' 500 '`, or studio's for Studio.",
  "Look whether a store is down or full: alerts of MySQL, MongoDB, Redis and volumes are older than this one then.",
];
const MEND_ERRORS = [
  "After an update: go back to the image before (`release-map.yaml`, then `pulumi up`). Migrations that have run stay; `arboretum upgrade` says what cannot go back.",
  "With too few pods for the load: raise `scale.<service>.replicas.max`, and see `arboretum capacity` for what gives way next.",
  "With a store that is down: follow its own page.",
];

export const objectiveKinds: readonly AlertKind[] = [
  {
    name: "AvailabilityBudgetBurnsFast",
    severity: "page",
    for: "2m",
    summary: "{{ $labels.host }} answers with so many errors that its budget for a month is gone within days",
    when: perHost(FAILED, failures, AT_ONCE),
    runbook: {
      means:
        "A share of requests to this host ends with an error, or the host does not answer: learners see it now. At this pace the errors that its objective allows in a month are used up within days.",
      look: WHERE_ERRORS,
      mend: MEND_ERRORS,
    },
  },
  {
    name: "AvailabilityBudgetBurnsSlowly",
    severity: "ticket",
    for: "15m",
    summary: "{{ $labels.host }} has answered with more errors for days than its objective allows",
    when: perHost(FAILED, failures, TODAY),
    runbook: {
      means:
        "Few requests fail, but they have done so for a day or more. Nobody has to get up; by the end of the month the objective is missed.",
      look: [
        ...WHERE_ERRORS,
        "Compare single pods: one of many that is broken makes a small share of errors that never ends.",
      ],
      mend: [...MEND_ERRORS, "One pod alone: `kubectl -n <namespace> delete pod <pod>`, and keep its log."],
    },
  },
  {
    name: "LatencyBudgetBurnsFast",
    severity: "ticket",
    for: "5m",
    summary: "{{ $labels.host }} answers too late so often that its budget for a month is gone within days",
    when: perHost(LATE, lateness, AT_ONCE),
    runbook: {
      means:
        "Answers come, but later than the objective says: pages feel stuck, and browsers of slow lines give up.",
      look: [
        "Look whether processes are all busy: the alert ProcessesBusy, or `uwsgi_worker_busy` on the dashboard.",
        "Look at MySQL: `mysql_global_status_threads_running` and slow queries; at MongoDB: queues of its global lock.",
        "Look whether pods are throttled or nodes are full: the dashboard of pod resources.",
      ],
      mend: [
        "More pods: raise `scale.<service>.replicas.min` before an exam, `max` against surprises.",
        "One slow query: kill it, then find who sends it.",
        "A cold cache after a restart of Redis heals by itself within minutes.",
      ],
    },
  },
  {
    name: "LatencyBudgetBurnsSlowly",
    severity: "ticket",
    for: "30m",
    summary: "{{ $labels.host }} has been answering later for days than its objective allows",
    when: perHost(LATE, lateness, TODAY),
    runbook: {
      means: "A steady share of answers is late. It is the state of the deployment, not an incident.",
      look: [
        "Compare with the week before: more learners, a new release, a larger course?",
        "`arboretum capacity <stack>` says what gives way first.",
      ],
      mend: [
        "Give the service more pods or processes, or MySQL more memory.",
        "If the objective is not what the institution needs, change it: `monitoring.latency`.",
      ],
    },
  },
];
