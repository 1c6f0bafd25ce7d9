import { visibilityTimeout } from "../catalog/celery.ts";
import type { Queue } from "../catalog/celeryTable.ts";
import type { Context } from "../catalog/context.ts";
import { allGroups } from "../catalog/edxapp/workers.ts";
import { ruleGroups } from "../catalog/monitoring/alerts/alerts.ts";
import type { Periodic, Watched, WatchedQueue } from "../catalog/monitoring/alerts/kind.ts";
import { PROBER, type ProbeModule } from "../catalog/monitoring/exporters/blackbox.ts";
import { isMeasured } from "../catalog/monitoring/exporters/exporter.ts";
import { exporters } from "../catalog/monitoring/exporters/exporters.ts";
import { UWSGI_EXPORTER } from "../catalog/monitoring/exporters/uwsgi.ts";
import { type ProducerName, WITH_MONITORING } from "../catalog/monitoring/metrics/table.ts";
import { releaseGroup } from "../catalog/monitoring/releases.ts";
import { SEARCH_WATCHER } from "../catalog/stores/search.ts";
import type { Problem } from "../documents/problem.ts";
import { isKnown } from "../releases/known.ts";
import { longestGap } from "../settings/cron.ts";
import { RUNBOOKS_HERE } from "../settings/sections/measured.ts";
import type { Settings } from "../settings/settings.ts";
import { secondsOf } from "../settings/shapes.ts";
import type { ClusterBackups, ClusterSchedule } from "../vocabulary/clusterBackups.ts";
import { type Files, files, text } from "../vocabulary/content.ts";
import type { Host } from "../vocabulary/host.ts";
import { secret } from "../vocabulary/late.ts";
import { METRICS, type Monitor, type Monitoring, type Page, type Probe } from "../vocabulary/monitoring.ts";
import { isInstance, type Store } from "../vocabulary/store.ts";
import type { Preparation, Process } from "../vocabulary/workload.ts";
import { processesOf } from "./capacity.ts";
import type { Draft } from "./draft.ts";
import type { Namespace, Service } from "./model.ts";
import { wantProblems } from "./offers.ts";
import { type Project, platformSettingsOf } from "./project.ts";
import { isUnbelieved } from "./unbelieved.ts";

/** What there is to be measured of a deployment. */
interface Measurable extends Pick<Draft, "services" | "stores" | "hosts" | "entry"> {
  readonly home: string;
  readonly namespaces: readonly string[];
  /** Jobs that change databases. */
  readonly migrations: readonly string[];
  /** Schedules of Velero. */
  readonly saved: readonly ClusterSchedule[];
}

/** How a deployment is measured that says so. */
export function monitoringOf(
  draft: Draft,
  namespaces: readonly Namespace[],
  { schedules: saved }: Pick<ClusterBackups, "schedules"> = { schedules: [] },
): { readonly monitoring?: Monitoring } {
  const { project, context, services, stores, hosts, entry } = draft;
  const { monitoring: said } = context.settings;
  if (said === undefined || !isMeasured(context)) return {};
  const home = context.namespace;
  const migrations = migrationsOf(draft.preparations);
  const there = {
    services,
    stores,
    hosts,
    entry,
    home,
    namespaces: namespaces.map(({ name }) => name),
    migrations,
    saved,
  };
  const monitors = [
    ...there.services.flatMap((service) => monitorsOf(service, context)),
    ...there.stores.flatMap((store) => storeMonitor(store, there)),
  ];
  const producers = producersOf(context, there, monitors);
  return {
    monitoring: {
      interval: said.interval,
      monitors,
      prober: PROBER,
      probes: probesOf(context, there),
      groups: [...ruleGroups(watchedOf(context, there, monitors, producers)), releaseGroup(context)],
      runbooks: said.runbooks ?? runbooksOf(project, context.settings),
      producers,
      files: there.stores.some(isSearch) ? [searchToken(context)] : [],
    },
  };
}

function monitorsOf(service: Service, context: Context): readonly Monitor[] {
  const asked = (name: string, producer: string, pages: readonly Omit<Page, "port">[]) => ({
    name,
    component: name,
    namespace: service.namespace,
    producer,
    pages: pages.map((page) => ({ port: METRICS, ...page })),
  });
  const charted = (service.chart?.pods ?? []).flatMap(({ component, figures }) =>
    component && figures ? [asked(component, figures.producer, figures.pages)] : [],
  );
  const ours = processesOf([service]).flatMap((process) => {
    const { figures } = process;
    if (figures) return [asked(process.name, figures, [{ path: "/metrics" }])];
    if (tellsOfUwsgi(process)) return [asked(process.name, "uwsgi", [{ path: "/metrics" }])];
    const exporter = exporters.find(({ name }) => name === process.name);
    return exporter?.pages ? [asked(exporter.name, exporter.producer, exporter.pages(context))] : [];
  });
  return [...ours, ...charted];
}

const tellsOfUwsgi = ({ pod }: Process): boolean =>
  (pod.initial ?? []).some(({ name }) => name === UWSGI_EXPORTER);

const isSearch = (store: Store): boolean => store.kind === "meilisearch" && isInstance(store);

const SEARCH_TOKEN = "search-watcher";

const searchToken = ({ versionOf }: Context): Files =>
  files(SEARCH_TOKEN, "stable", { token: text(secret(SEARCH_WATCHER)) }, versionOf);

/** Name of the one port of a store (`instance.ts`). */
const STORE_PORT = "store";

/** What RabbitMQ says of each queue. All that it could say of each would be hundreds of series a queue. */
const PER_QUEUE = ["queue_coarse_metrics", "queue_consumer_count"];

/** Stores that say by themselves how they are. */
function storeMonitor(store: Store, { home }: Measurable): readonly Monitor[] {
  if (!isInstance(store)) return [];
  const { name, kind } = store;
  const itself = { name, component: name, namespace: home };
  const at = (path: string) => ({ port: STORE_PORT, path });
  if (kind === "minio") {
    const pages = ["cluster", "bucket"].map((of) => at(`/minio/v2/metrics/${of}`));
    return [{ ...itself, producer: "minio", pages }];
  }
  if (kind === "rabbitmq") {
    const pages = [
      { port: METRICS, path: "/metrics" },
      { port: METRICS, path: "/metrics/detailed", params: { family: PER_QUEUE } },
    ];
    return [{ ...itself, producer: "rabbitmq", pages }];
  }
  if (kind !== "meilisearch") return [];
  const token = { object: SEARCH_TOKEN, entry: "token" };
  return [{ ...itself, producer: "meilisearch", pages: [{ ...at("/metrics"), token }] }];
}

/** What there is that somebody could have to hear of. */
function watchedOf(
  context: Context,
  there: Measurable,
  monitors: readonly Monitor[],
  producers: readonly string[],
): Watched {
  const { settings, deployment, stage, release } = context;
  const groups = allGroups(context);
  return {
    settings,
    deployment,
    stage,
    release,
    home: there.home,
    namespaces: there.namespaces,
    has: (producer) => producers.includes(producer),
    monitors,
    probes: probesOf(context, there),
    entry: there.entry,
    periodic: there.services.flatMap(periodicOf),
    migrations: there.migrations,
    queues: groups.flatMap(({ queues }) => queues.map(watchedQueue)),
    visibilityTimeout: visibilityTimeout(groups, secondsOf(settings.stores.broker.longestDelay)),
    closed: there.entry?.maintenance !== undefined,
    saved: there.saved.map(({ name, cron }) => ({
      schedule: `${there.home}-${name}`,
      gap: longestGap(cron),
    })),
  };
}

/** What nobody knows the length of is a matter of minutes. */
const watchedQueue = ({ name, longest }: Queue): WatchedQueue => ({
  name,
  longest: isKnown(longest) ? longest : 60,
});

const periodicOf = ({ namespace, schedules }: Service): readonly Periodic[] =>
  schedules
    .filter(({ byHand }) => !byHand)
    .map(({ name, cron, longest }) => ({ name, namespace, gap: longestGap(cron), longest }))
    // What happens once in its life is never late.
    .filter(({ gap }) => Number.isFinite(gap));

/** Whose metrics there are, beside what kube-prometheus-stack brings: what the cluster offers says so too. */
function producersOf(
  { offers, settings }: Context,
  { entry, services }: Measurable,
  monitors: readonly Monitor[],
): readonly string[] {
  const brought: readonly ProducerName[] = [
    ...WITH_MONITORING,
    "blackbox",
    ...(offers.certManager === "managed" ? (["certManager"] as const) : []),
    ...(offers.gateway === "managed" && entry?.controller === "envoy" ? (["envoy"] as const) : []),
    ...(offers.keda === "managed" && scalesByTasks(services) ? (["keda"] as const) : []),
    ...(offers.velero === "managed" ? (["velero"] as const) : []),
    ...(settings.backups?.drill.pushgateway ? (["drill"] as const) : []),
  ];
  return [...new Set([...brought, ...monitors.map(({ producer }) => producer)])].sort();
}

const scalesByTasks = (services: readonly Service[]): boolean =>
  processesOf(services).some(({ scaling }) => scaling.by === "queue");

/** Every public host once. Some paths of one may be somebody else's. */
function probesOf({ settings }: Context, there: Measurable): readonly Probe[] {
  const scheme = settings.edge.https ? "https" : "http";
  const believed = isUnbelieved(there.entry) ? "-unverified" : "";
  const whole = there.hosts.filter(({ paths }) => paths === undefined);
  const owned = new Set(whole.map(({ host }) => host));
  const all = [...whole, ...there.hosts.filter(({ host }) => !owned.has(host))];
  return [...new Map(all.map((one) => [one.host, one])).values()].map((one) => {
    const { path, judged } = askedOf(one, there);
    return {
      name: one.name,
      host: one.host,
      url: `${scheme}://${one.host}${path}`,
      module: `${judged}${believed}` satisfies ProbeModule,
    };
  });
}

/** What a host is asked for: what the pods behind it are asked for too, or else its first page. */
function askedOf(
  { component, paths }: Host,
  { services, stores }: Measurable,
): { readonly path: string; readonly judged: "page" | "bucket" } {
  const store = stores.find(({ name }) => name === component);
  if (store?.kind === "minio") return { path: paths?.[0] ?? "/", judged: "bucket" };
  if (store?.kind === "meilisearch") return { path: "/health", judged: "page" };
  const web = services.find((service) => service.web?.name === component)?.web;
  const ready = web?.pod.probes.readiness;
  return { path: ready?.by === "http" ? ready.path : "/", judged: "page" };
}

/** Where pages of what to do are, for every deployment of a cluster. */
const runbooksOf = (project: Project, settings: Settings): string =>
  platformSettingsOf(project, settings)?.dashboards.runbooks || RUNBOOKS_HERE;

/** What is asked of the monitoring of a cluster that has none. */
export const monitoringProblems = (draft: Draft): readonly Problem[] =>
  draft.context.settings.monitoring === undefined
    ? []
    : wantProblems(draft, [
        {
          part: "monitoring",
          who: "The deployment is to be measured",
          otherwise: "leave the section out",
          path: ["monitoring"],
        },
      ]);

/** Jobs that change databases, by the chains that they stand in. */
const migrationsOf = (preparations: readonly Preparation[]): readonly string[] =>
  preparations
    .filter(({ name }) => name.endsWith("-migrations"))
    .flatMap(({ jobs }) => jobs.map(({ name }) => name));
