import type { Settings } from "../../settings/settings.ts";
import type { Grant } from "../../vocabulary/bucket.ts";
import type { Charted, ChartedPods } from "../../vocabulary/charted.ts";
import { apiServer, component, edge, network, type Wish } from "../../vocabulary/connection.ts";
import { fetchedChart } from "../../vocabulary/mirror.ts";
import { wayTo } from "../addresses.ts";
import type { Application } from "../application.ts";
import { type ApplicationContext, type Context, publicPort } from "../context.ts";
import { measuring } from "../monitoring/exporters/exporter.ts";
import { CHART, IMAGES } from "../notebooks/chart.ts";
import { ltiRows, ltiSecrets, ltiSettings } from "../notebooks/lti.ts";
import { figuresOf, metricsFiles } from "../notebooks/metrics.ts";
import { profilesOf } from "../notebooks/profiles.ts";
import { HUB, NOTEBOOK, notebooksOf, PROXY, SCHEDULER, SECRETS } from "../notebooks/settings.ts";
import { AT_LEAST, largest, SIZES } from "../notebooks/sizes.ts";
import { storageConnections, storageFiles } from "../notebooks/storage.ts";
import { HUB_DATABASE, hubValues, SHARED } from "../notebooks/values.ts";

/** Ports of the chart. */
const PORTS = { people: 8000, routes: 8001, hub: 8081, server: 8888 } as const;
/** Nobody knows the address of the API server; it answers on one of these. */
const API_SERVER = [443, 6443] as const;

/** Computational notebooks. Learners run code of their own: it lives apart, and reaches nothing of the deployment. */
export const jupyterhub: Application = {
  name: HUB,
  builtFrom: HUB,
  kind: "hub",
  apart: { suffix: "notebooks", trust: "restricted" },
  secrets: [
    { name: SECRETS.proxy, shape: { kind: "password", length: 64 }, loss: "cheap" },
    { name: SECRETS.cookies, shape: { kind: "hex", bytes: 32 }, loss: "cheap" },
    { name: SECRETS.state, shape: { kind: "hex", bytes: 32 }, loss: "cheap" },
    { name: SECRETS.metrics, shape: { kind: "hex", bytes: 32 }, loss: "cheap" },
  ],
  moreSecrets: (settings) => ltiSecrets(notebooksOf(settings)),
  accounts: accountsOf,
  mysql: [HUB_DATABASE],
  needs: ["mysql-databases"],
  hosts: ({ settings }) => [
    {
      name: "notebooks",
      host: settings.edge.notebooks ?? "",
      component: PROXY,
      upload: "any",
      lasting: true,
      pages: false,
    },
  ],
  connections: (context) => [
    { from: edge, to: component(PROXY), port: PORTS.people, why: "notebooks" },
    { from: component(PROXY), to: component(HUB), port: PORTS.hub, why: "logins and the list of servers" },
    { from: component(PROXY), to: component(NOTEBOOK), port: PORTS.server, why: "a learner's server" },
    { from: component(HUB), to: component(PROXY), port: PORTS.routes, why: "who is sent where" },
    { from: component(HUB), to: component(NOTEBOOK), port: PORTS.server, why: "whether a server is up" },
    { from: component(NOTEBOOK), to: component(HUB), port: PORTS.hub, why: "who may enter a server" },
    ...wayTo(context.stores.mysql, component(HUB), "users and servers"),
    ...toApiServer(HUB, "starts and stops servers"),
    ...(notebooksOf(context.settings).packed ? toApiServer(SCHEDULER, "places servers on nodes") : []),
    ...(notebooksOf(context.settings).lti.version === "1.3"
      ? [
          {
            from: component(HUB),
            to: edge,
            port: publicPort(context),
            why: "the keys that the LMS signs with",
          },
        ]
      : []),
    ...storageConnections(context),
    ...measuring(HUB, PORTS.hub, context),
    ...outside(context),
  ],
  tells: { lms: ltiSettings, cms: ltiSettings },
  rows: ltiRows,
  volumes: ({ settings }) => {
    const { shared } = notebooksOf(settings);
    return shared ? [{ name: SHARED, ...shared, keep: settings.keep.data, shared: true }] : [];
  },
  chart: (context): Charted => ({
    ...fetchedChart(CHART, context.settings.images),
    version: CHART.version,
    name: HUB,
    values: hubValues(context),
    pods: podsOf(context),
    files: [...storageFiles(context), ...metricsFiles(context)],
    atLeast: AT_LEAST,
  }),
};

/** One account for every server of the hub. */
function accountsOf(settings: Settings): Readonly<Record<string, readonly Grant[]>> {
  const { bucket: may } = notebooksOf(settings);
  return may === "none" ? {} : { [HUB]: [{ purpose: "computation", may }] };
}

const toApiServer = (from: string, why: string): readonly Wish[] =>
  API_SERVER.map((port) => ({ from: component(from), to: apiServer, port, why }));

/** What code of learners reaches outside, where somebody has named it. */
const outside = ({ settings }: Context): readonly Wish[] =>
  notebooksOf(settings).egress.flatMap((range, index) =>
    [80, 443].map((port) => ({
      from: component(NOTEBOOK),
      to: network(index === 0 ? "notebooks-reach" : `notebooks-reach-${index + 1}`, range),
      port,
      why: "packages and data",
    })),
  );

function podsOf(context: ApplicationContext): readonly ChartedPods[] {
  const { seats, packed, prePull, pool } = notebooksOf(context.settings);
  return [
    // Hub and proxy are stopped before the next ones start.
    {
      component: HUB,
      most: 1,
      images: [context.mirrored(context.image)],
      resources: SIZES.hub,
      ...figuresOf(context),
    },
    {
      component: PROXY,
      most: 1,
      images: [context.mirrored(IMAGES.proxy)],
      resources: SIZES.proxy,
      port: { name: "http", number: PORTS.people },
    },
    {
      component: NOTEBOOK,
      most: seats,
      images: profilesOf(context).map(({ image }) => image),
      resources: largest(context),
    },
    // One more of them while they are renewed.
    ...(packed
      ? [
          {
            component: SCHEDULER,
            most: 3,
            images: [context.mirrored(IMAGES.scheduler)],
            resources: SIZES.scheduler,
          },
        ]
      : []),
    ...(prePull
      ? [{ most: pool?.most ?? NODES, images: [context.mirrored(IMAGES.pause)], resources: SIZES.puller }]
      : []),
  ];
}

/** Nodes that pull images where no pool says how many there are. */
const NODES = 20;
