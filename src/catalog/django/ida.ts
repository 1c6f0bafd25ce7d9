import { secondsOf } from "../../settings/shapes.ts";
import { component, type Endpoint, edge, processes, type Wish } from "../../vocabulary/connection.ts";
import { type Content, text, yaml } from "../../vocabulary/content.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import { METRICS } from "../../vocabulary/monitoring.ts";
import type { Database } from "../../vocabulary/store.ts";
import type { Job, Mount, Pod, Schedule, Worker } from "../../vocabulary/workload.ts";
import { type AnyStore, wayTo } from "../addresses.ts";
import type { Application } from "../application.ts";
import { certificateFiles, knownIn } from "../certificates.ts";
import { type Contribution, mergeContributions } from "../configuration.ts";
import { consumersOf } from "../consumers.ts";
import { type ApplicationContext, type Context, type HostName, publicPort } from "../context.ts";
import { busConnections, hearing } from "../eventBus.ts";
import { isMeasured, measuring } from "../monitoring/exporters/exporter.ts";
import { uwsgiConnections, uwsgiExporter } from "../monitoring/exporters/uwsgi.ts";
import type { ProducerName } from "../monitoring/metrics/table.ts";
import { WEB_PORT } from "../openedxImage.ts";
import { serviceSettings } from "../python/python.ts";
import { resourcesOf, scaled, sizeOf } from "../scale.ts";
import { bucketConnections, bucketEnvironment } from "../storage/access.ts";
import { grantsOf } from "../storage/buckets.ts";
import { type ConfiguredApplication, userSettings } from "../userSettings.ts";
import { connection } from "./databases.ts";
import { logging } from "./logging.ts";
import { startOf } from "./migrations.ts";
import type { Server } from "./server.ts";

/** A Django service beside the platform ("independently deployable application"), as far as it differs from the others. */
export interface Ida
  extends Pick<
    Application,
    "tells" | "clients" | "rows" | "present" | "group" | "apart" | "buckets" | "accounts"
  > {
  /** Its name here, in the release matrix, in the settings, and of its database. */
  readonly name: ConfiguredApplication & keyof Context["settings"]["scale"];
  /** The host under which browsers ask it. Absent: nobody outside does. */
  readonly host?: (context: Context) => HostName | undefined;
  /** Upstream's module of settings for production, which reads a YAML file. */
  readonly upstream: string;
  /** Name of that file, and the environment variable that leads to it or to its folder. */
  readonly reads: { readonly file: string; readonly variable: string; readonly names: "file" | "folder" };
  /** What answers requests. */
  readonly server: Server;
  /** Path at which it says that it is well. */
  readonly health: string;
  /** Directories of its image that it writes to. */
  readonly writes?: readonly string[];
  /** Stores beside its own database, and what for. */
  readonly stores?: Partial<Readonly<Record<AnyStore, string>>>;
  /** What else its processes, or one of them, call. */
  readonly calls?: (context: Context) => readonly Call[];
  /** Applications whose processes call it, and what for. */
  readonly callers?: Readonly<Record<string, string>>;
  /** The same of those that call it as browsers do, by its public address: what it answers is shown to browsers. */
  readonly publicCallers?: Readonly<Record<string, string>>;
  /** Secrets beside its own key and the password of its database. */
  readonly secrets?: Application["secrets"];
  readonly settings: (context: Context) => Contribution["values"];
  /** Files beside its configuration, for programs of ours that run inside its Django. */
  readonly files?: (context: Context) => Readonly<Record<string, Content>>;
  /** Commands that run one after the other before its new processes start, after the migrations. */
  readonly prepares?: (context: Context) => readonly Step[];
  /** Chains and stores that have to be ready before. */
  readonly needs?: readonly string[];
  readonly workers?: (context: ApplicationContext) => readonly Running[];
  readonly schedules?: readonly (Task & { readonly cron: string; readonly longest: number })[];
}

/** Something of the service that does not answer requests. */
interface Task {
  readonly name: string;
  readonly command: readonly string[];
}

/** One that runs for long. */
interface Running extends Task {
  /** Where it says how it is, and as which row of the table of metrics. Default: nowhere. */
  readonly figures?: { readonly port: number; readonly producer: ProducerName };
}

interface Step extends Task {
  /** What of its work its command does not say. */
  readonly works?: string;
}

interface Call {
  readonly to: Endpoint;
  readonly port: number;
  readonly why: string;
  /** Default: all of its processes. */
  readonly from?: readonly string[];
}

const FOLDER = "/run/configuration";
const MODULE = "arboretum_settings";

/** Django is not ready for a program before its own command has started it. */
export const insideDjango = (program: string): readonly string[] => [
  "python",
  "manage.py",
  "shell",
  "--command",
  `import runpy; runpy.run_path("${FOLDER}/${program}")`,
];

/** An application of the catalogue from what is particular about it. */
export function ida(one: Ida): Application {
  const { name } = one;
  const database: Database = { name, user: name, password: `mysql/${name}` };
  const chain = `${name}-migrations`;
  return {
    name,
    builtFrom: name,
    ...(one.present ? { present: one.present } : {}),
    ...(one.group ? { group: one.group } : {}),
    ...(one.apart ? { apart: one.apart } : {}),
    ...(one.tells ? { tells: one.tells } : {}),
    ...(one.buckets ? { buckets: one.buckets } : {}),
    ...(one.accounts ? { accounts: one.accounts } : {}),
    ...(one.clients ? { clients: one.clients } : {}),
    ...(one.rows ? { rows: one.rows } : {}),
    secrets: [
      { name: `${name}/secret-key`, shape: { kind: "password", length: 50 }, loss: "cheap" },
      ...(one.secrets ?? []),
    ],
    ...(one.stores?.elasticsearch ? { stores: ["elasticsearch"] as const } : {}),
    mysql: [database],
    hosts: (context) => {
      const host = one.host?.(context);
      return host ? [{ name: host, host: context.settings.edge[host], component: name }] : [];
    },
    connections: (context) => connections(one, chain, context),
    configuration: (bare) => {
      const context = knownIn(FOLDER, bare);
      return mergeContributions([
        {
          source: `catalog: ${name}`,
          values: { ...basics(one, database, context), ...one.settings(context) },
        },
        logging(context),
        ...(consumersOf(name, context).length > 0 ? [hearing(context)] : []),
        ...context.told,
        ...userSettings(name, context),
      ]);
    },
    files: (context, configuration) => ({
      [configurationOf(name)]: {
        [one.reads.file]: yaml(configuration.values),
        [`${MODULE}.py`]: text(serviceSettings(one.upstream)),
        ...one.server.files(sizeOf(name, context.settings.scale)),
        ...one.files?.(context),
        ...certificateFiles(context.stores),
      },
    }),
    prepare: (context) => [
      {
        chain,
        needs: ["mysql-databases", ...Object.keys(one.stores ?? {}), ...(one.needs ?? [])],
        jobs: [
          { ...job(one, migration(one), context), ...startOf(context.settings.change) },
          ...(one.prepares?.(context) ?? []).map((step) => job(one, step, context)),
        ],
      },
    ],
    needs: [chain],
    web: (context) => web(one, context),
    workers: (context) => tasksOf(one, context).map((task) => worker(one, task, context)),
    schedules: (context) => (one.schedules ?? []).map((task) => schedule(one, task, context)),
  };
}

/** Its own workers, and those that hear of events. */
const tasksOf = (one: Ida, context: ApplicationContext): readonly Running[] => [
  ...(one.workers?.(context) ?? []),
  ...consumersOf(one.name, context).map(({ name, command }) => ({
    name,
    command: ["python", "manage.py", ...command],
  })),
];

const configurationOf = (name: string) => `${name}-configuration`;

/** What every one of them is told. Its own name is the host under which others in the cluster, and the kubelet, ask it. */
const basics = ({ name, host }: Ida, database: Database, context: Context): Record<string, Tree> => {
  const publicly = host?.(context);
  return {
    SECRET_KEY: secret(`${name}/secret-key`),
    ALLOWED_HOSTS: [
      name,
      context.hostOf(name),
      ...(publicly ? [context.settings.edge[publicly]] : []),
    ].filter((one, index, all) => all.indexOf(one) === index),
    DATABASES: { default: connection(context, database) },
  };
};

function connections(one: Ida, chain: string, context: ApplicationContext): readonly Wish[] {
  const tasks = tasksOf(one, context);
  const others = [...tasks, ...(one.schedules ?? [])].map(({ name }) => name);
  const stores = Object.entries({ mysql: "its own database", ...one.stores });
  return [
    ...(one.host?.(context)
      ? [{ from: edge, to: component(one.name), port: WEB_PORT, why: "browsers" }]
      : []),
    ...(one.server.tells ? uwsgiConnections(one.name, context) : []),
    ...tasks.flatMap(({ name, figures }) => (figures ? measuring(name, figures.port, context) : [])),
    ...Object.entries(one.callers ?? {}).map(([caller, why]) => ({
      from: processes(caller),
      to: component(one.name),
      port: WEB_PORT,
      why,
    })),
    ...Object.entries(one.publicCallers ?? {}).map(([caller, why]) => ({
      from: processes(caller),
      to: edge,
      port: publicPort(context),
      why,
    })),
    ...[one.name, ...others, chain].flatMap((from) =>
      stores.flatMap(([store, why]) => wayTo(context.stores[store as AnyStore], component(from), why)),
    ),
    ...consumersOf(one.name, context).flatMap(({ name }) => busConnections(name, context)),
    ...(storesFiles(one, context) ? bucketConnections(context, [one.name, ...others, chain]) : []),
    ...(one.calls?.(context) ?? []).flatMap(({ from = [one.name, ...others, chain], ...call }) =>
      from.map((caller) => ({ from: component(caller), ...call })),
    ),
  ];
}

const migration = ({ name }: Ida): Step => ({
  name: `${name}-migrate`,
  command: ["python", "manage.py", "migrate", "--noinput"],
});

/** Whether it has a bucket, always or by these settings. */
const storesFiles = (one: Pick<Ida, "name" | "buckets" | "accounts">, { settings }: Context): boolean =>
  grantsOf(one, settings).length > 0;

/** What all pods of a service have in common. */
const pod = ({ name, reads, writes = [], ...one }: Ida, context: ApplicationContext) => ({
  image: context.image,
  environment: {
    [reads.variable]: reads.names === "folder" ? FOLDER : `${FOLDER}/${reads.file}`,
    DJANGO_SETTINGS_MODULE: MODULE,
    // The module lies beside the file that it reads, so that it needs no place in anybody's image.
    PYTHONPATH: FOLDER,
    PYTHONDONTWRITEBYTECODE: "1",
    ...(storesFiles({ name, ...one }, context) ? bucketEnvironment(context) : {}),
  },
  user: { uid: 1000, gid: 1000 },
  mounts: [
    { from: "files", files: configurationOf(name), path: FOLDER },
    { from: "scratch", name: "tmp", path: "/tmp", size: "512Mi" },
    ...writes.map((path, index): Mount => ({ from: "scratch", name: `data-${index}`, path, size: "512Mi" })),
  ] satisfies Mount[],
});

function web(one: Ida, context: ApplicationContext): ReturnType<NonNullable<Application["web"]>> {
  const size = sizeOf(one.name, context.settings.scale);
  const well = { by: "http", path: one.health, host: one.name } as const;
  return {
    name: one.name,
    ...scaled(size),
    processes: size.processes,
    pod: {
      ...pod(one, context),
      initial: one.server.tells ? uwsgiExporter(context) : [],
      command: one.server.command(FOLDER, size.processes),
      port: { name: "http", number: WEB_PORT },
      probes: { startup: { ...well, seconds: 180 }, readiness: well, liveness: { by: "tcp" } },
      resources: resourcesOf(size),
      grace: one.server.grace + DRAIN,
      drain: DRAIN,
    },
  };
}

/** Seconds until nobody sends it requests any more. */
const DRAIN = 15;

/** What a command needs: a Django that answers nobody. */
const COMMAND = resourcesOf({ cpu: "250m", memory: "1Gi" });

const commandPod = (one: Ida, { command }: Task, context: ApplicationContext): Pod => ({
  ...pod(one, context),
  command,
  resources: COMMAND,
  grace: 60,
});

const job = (one: Ida, step: Step, context: ApplicationContext): Job => ({
  name: step.name,
  longest: secondsOf(context.settings.change.migrations.longest),
  retries: 2,
  pod: commandPod(one, step, context),
  ...(step.works ? { works: step.works } : {}),
});

/** One that takes up what others have left is one alone: two would do it twice. */
const worker = (one: Ida, task: Running, context: ApplicationContext): Worker => {
  const { figures } = task;
  const pod = commandPod(one, task, context);
  return {
    name: task.name,
    scaling: { by: "fixed", replicas: 1 },
    surge: 1,
    processes: 1,
    evictable: true,
    ...(figures && isMeasured(context)
      ? { figures: figures.producer, pod: { ...pod, port: { name: METRICS, number: figures.port } } }
      : { pod }),
  };
};

const schedule = (
  one: Ida,
  task: NonNullable<Ida["schedules"]>[number],
  context: ApplicationContext,
): Schedule => ({
  name: task.name,
  cron: task.cron,
  longest: task.longest,
  retries: 1,
  pod: commandPod(one, task, context),
});
