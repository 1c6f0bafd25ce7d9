import { ALERT_LOGINS, alertLogins } from "../catalog/platform/alertmanager.ts";
import { WRITER, WRITER_ROLES } from "../catalog/platform/logs/elasticsearch.ts";
import { SHIPPERS } from "../catalog/platform/logs/vector.ts";
import {
  type ChartOf,
  type Home,
  type Part,
  type PartContext,
  resourcesOf,
  type Values,
} from "../catalog/platform/part.ts";
import { DNS_LOGIN } from "../catalog/platform/parts/externalDns.ts";
import { GRAFANA_LOGIN } from "../catalog/platform/parts/monitoring.ts";
import { parts, partsInOrder } from "../catalog/platform/parts.ts";
import { administratorSecret, SHARED_NAMESPACE, SHARED_SERVERS } from "../catalog/stores/shared.ts";
import { merge } from "../settings/merge.ts";
import type { PlatformSettings } from "../settings/settings.ts";
import { secret } from "../vocabulary/late.ts";
import { fetchedChart, mirrored } from "../vocabulary/mirror.ts";
import { aTenthMore, bytesOf, cpu, memory, millicoresOf } from "../vocabulary/quantity.ts";
import { REGISTRY_LOGIN, type Secret } from "../vocabulary/secret.ts";
import type { Chart, ChartNamespace, Login, PlatformBlueprint, Quota } from "./model.ts";
import { registryLogin } from "./registryLogin.ts";

type Installed = Pick<
  PlatformBlueprint,
  "namespaces" | "secrets" | "logins" | "login" | "charts" | "gateway" | "addresses" | "authority"
>;

/** The parts that are managed here, with what they live in. */
export function installed(settings: PlatformSettings): Installed {
  const context = contextOf(settings);
  const managed = partsInOrder.filter(({ name }) => settings.offers[name] === "managed");
  const charts = managed.flatMap((part) =>
    part.charts(context).map((chart) => chartOf(part, chart, context)),
  );
  return {
    namespaces: [...namespacesOf(managed, context), ...sharedNamespaces(settings)],
    ...loginsOf(settings),
    ...(settings.images.login ? { login: registryLogin(settings.images.login) } : {}),
    charts,
    ...gatewayOf(context),
    ...addressesOf(settings),
    ...authorityOf(settings),
  };
}

export const contextOf = (settings: PlatformSettings): PartContext => ({
  settings,
  has: (part) => settings.offers[part] !== "off",
  registry: (upstream) => settings.images.registry ?? upstream,
  ...(settings.images.login ? { login: REGISTRY_LOGIN } : {}),
});

/** Where the pods of a chart live. */
const homeOf = (part: Part, { home = part.home }: ChartOf): Home => home;

function chartOf(part: Part, chart: ChartOf, context: PartContext): Chart {
  const { settings } = context;
  const { after = [] } = part;
  return {
    name: chart.name,
    namespace: homeOf(part, chart).name,
    ...fetchedChart(chart, settings.images),
    version: chart.version,
    values: valuesOf(chart, context),
    after: [
      ...after.flatMap((name) =>
        settings.offers[name] === "managed" ? parts[name].charts(context).map((one) => one.name) : [],
      ),
      ...(chart.after ?? []),
    ],
    images: chart.images.map((image) => mirrored(image, settings.images.registry)),
    ...(chart.frozen?.(settings) ? { frozenKinds: true as const } : {}),
    stays: chart.brings !== undefined,
  };
}

function valuesOf(chart: ChartOf, context: PartContext): Values {
  const processes = chart.processes(context);
  const values = chart.values(context, (name) => {
    const process = processes[name];
    if (process === undefined) throw new Error(`${chart.name} has no process "${name}"`);
    return resourcesOf(process);
  });
  return context.login === undefined ? values : (merge(values, chart.pulledBy(context.login)) as Values);
}

/** Namespaces that the cluster has by itself. */
const ITS_OWN = new Set(["kube-system"]);

function namespacesOf(managed: readonly Part[], context: PartContext): readonly ChartNamespace[] {
  const placed = managed.flatMap((part) =>
    part.charts(context).map((chart) => ({ chart, home: homeOf(part, chart) })),
  );
  const homes = new Map<string, Home>(
    [...managed.map(({ home }) => home), ...placed.map(({ home }) => home)].map((home) => [home.name, home]),
  );
  return [...homes.values()]
    .filter(({ name }) => !ITS_OWN.has(name))
    .map(({ name, trust, role, opens, asks }) => ({
      name,
      apart: name,
      trust,
      ...(role ? { role } : {}),
      keep: true,
      presumed: PRESUMED,
      quota: quotaOf(
        placed.filter(({ home }) => home.name === name).map(({ chart }) => chart),
        context,
      ),
      opens,
      asks,
    }));
}

/** What a container is given that its chart lets nobody size. */
const PRESUMED = {
  unsaid: { cpu: "50m", memory: "128Mi", memoryLimit: "1Gi" },
  smallest: { cpu: "1m", memory: "4Mi" },
};

/** One more of each during a rollout, and room for whoever has to look inside. */
const SURGE = 1;
/** Jobs and sidecars that charts start beside what is listed here. */
const SPARE = { pods: 4, cpu: 500, memory: bytesOf("1Gi") };

function quotaOf(charts: readonly ChartOf[], context: PartContext): Quota {
  const processes = charts.flatMap((chart) => Object.values(chart.processes(context)));
  const counted = processes.map((process) => ({
    ...process,
    count: (process.replicas === "everyNode" ? context.settings.cluster.nodes : process.replicas) + SURGE,
  }));
  const sum = (of: (one: (typeof counted)[number]) => number) =>
    aTenthMore(counted.reduce((total, one) => total + one.count * of(one), 0));
  return {
    cpu: cpu(sum((one) => millicoresOf(one.cpu)) + SPARE.cpu),
    memory: memory(sum((one) => bytesOf(one.memory)) + SPARE.memory),
    memoryLimit: memory(sum((one) => bytesOf(one.most)) + SPARE.memory * SPARE.pods),
    pods: Math.ceil(sum(() => 1)) + SPARE.pods,
  };
}

/** Where Jobs of deployments create their databases on servers that many share. They bring their own ways out. */
const sharedNamespaces = ({ sharedStores }: PlatformSettings): readonly ChartNamespace[] =>
  Object.values(sharedStores).some((server) => server !== undefined)
    ? [
        {
          name: SHARED_NAMESPACE,
          apart: SHARED_NAMESPACE,
          trust: "restricted",
          keep: true,
          // A few short Jobs of each deployment, and hardly ever of all at once.
          quota: { cpu: "8", memory: "16Gi", memoryLimit: "32Gi", pods: 50 },
          opens: [],
          asks: [],
        },
      ]
    : [];

const sharedLogins = ({ sharedStores }: PlatformSettings): readonly Login[] =>
  SHARED_SERVERS.flatMap((name) => {
    const server = sharedStores[name];
    if (server === undefined) return [];
    const { password } = server.administrator;
    return [{ name: administratorSecret(name), namespace: SHARED_NAMESPACE, entries: { password } }];
  });

/** Secrets that charts would make up by themselves, another one at every rendering. */
function loginsOf(settings: PlatformSettings): Pick<PlatformBlueprint, "secrets" | "logins"> {
  const { offers, dns, addresses } = settings;
  const grafana = offers.monitoring === "managed";
  const indexed = offers.logs === "managed" && settings.logs.store === "elasticsearch";
  const logins: Login[] = [
    ...sharedLogins(settings),
    ...(grafana
      ? [
          {
            name: GRAFANA_LOGIN,
            namespace: parts.monitoring.home.name,
            entries: { user: "admin", password: secret("grafana/password") },
          },
        ]
      : []),
    ...alertLoginsOf(settings),
    ...(indexed ? writerLogins : []),
    ...(offers.externalDns === "managed" && dns.token
      ? [{ name: DNS_LOGIN, namespace: parts.externalDns.home.name, entries: { token: dns.token } }]
      : []),
    ...(addresses?.announce.by === "bgp"
      ? addresses.announce.routers.flatMap(({ password }, index) =>
          password
            ? [
                {
                  name: routerLogin(index),
                  namespace: parts.metalLb.home.name,
                  type: "kubernetes.io/basic-auth",
                  entries: { password },
                },
              ]
            : [],
        )
      : []),
  ];
  return {
    secrets: [
      ...(grafana ? [madeUp("grafana/password")] : []),
      ...(indexed ? [madeUp(WRITER.password)] : []),
    ],
    logins,
  };
}

function alertLoginsOf({ offers, monitoring }: PlatformSettings): readonly Login[] {
  if (offers.monitoring !== "managed" || monitoring.alerts === undefined) return [];
  const entries = alertLogins(monitoring.alerts);
  return Object.keys(entries).length > 0
    ? [{ name: ALERT_LOGINS, namespace: parts.monitoring.home.name, entries }]
    : [];
}

const madeUp = (name: string): Secret => ({
  name,
  shape: { kind: "password", length: 32 },
  source: "generated",
  loss: "cheap",
  generation: 1,
  keep: false,
});

/** The agents log in with what the store is told, each in their own namespace. */
const writerLogins: readonly Login[] = [
  {
    name: WRITER.secret,
    namespace: parts.logs.home.name,
    type: "kubernetes.io/basic-auth",
    entries: { username: WRITER.user, password: secret(WRITER.password), roles: WRITER.user },
  },
  { name: WRITER.roles, namespace: parts.logs.home.name, entries: { "roles.yml": WRITER_ROLES } },
  { name: WRITER.secret, namespace: SHIPPERS.name, entries: { password: secret(WRITER.password) } },
];

const routerLogin = (index: number): string => `router-${index + 1}`;

function gatewayOf({ settings, registry, login }: PartContext): Pick<PlatformBlueprint, "gateway"> {
  const { offers, gateway, images } = settings;
  if (offers.gateway !== "managed") return {};
  const [chart] = parts.gateway.charts({ settings, registry, has: () => false });
  const proxy = chart?.processes({ settings, registry, has: () => false }).proxy;
  const image = chart?.images.find((one) => one.includes("/envoy:"));
  if (proxy === undefined) throw new Error("the gateway has no proxy");
  const { controller, class: name, replicas, service, annotations, proxies, proxyProtocol } = gateway;
  return {
    gateway: {
      controller,
      class: name,
      namespace: parts.gateway.home.name,
      replicas,
      service,
      annotations,
      proxies,
      proxyProtocol,
      resources: resourcesOf(proxy),
      ...(image ? { image: mirrored(image, images.registry) } : {}),
      ...(login ? { pullSecret: login } : {}),
    },
  };
}

/** The pool is ours to say where MetalLB is somebody else's as well. */
function addressesOf({ offers, addresses }: PlatformSettings): Pick<PlatformBlueprint, "addresses"> {
  if (offers.metalLb === "off" || addresses === undefined) return {};
  const { pool, announce } = addresses;
  const namespace = parts.metalLb.home.name;
  if (announce.by === "l2") return { addresses: { namespace, pool, announce } };
  const routers = announce.routers.map(({ password, ...router }, index) => ({
    ...router,
    ...(password ? { login: routerLogin(index) } : {}),
  }));
  return { addresses: { namespace, pool, announce: { ...announce, routers } } };
}

const authorityOf = ({ offers, authority }: PlatformSettings): Pick<PlatformBlueprint, "authority"> =>
  offers.certManager === "off" || authority === undefined
    ? {}
    : {
        authority: {
          name: "arboretum-authority",
          namespace: parts.certManager.home.name,
          commonName: authority.name,
        },
      };
