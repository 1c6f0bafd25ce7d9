import type { Application } from "../catalog/application.ts";
import { catalog } from "../catalog/catalog.ts";
import type { ApplicationContext, Context } from "../catalog/context.ts";
import { busNeeds } from "../catalog/eventBus.ts";
import { accountsOf, bucketsOf, grantsOf } from "../catalog/storage/buckets.ts";
import { storageNeeds, storageSecrets, storageStores } from "../catalog/storage/drivers.ts";
import { calledOn } from "../catalog/stores/shared.ts";
import { accountNeeds } from "../catalog/stores/sharedAccounts.ts";
import type { StoreContext, StorePart } from "../catalog/stores/store.ts";
import { storeSecrets, stores } from "../catalog/stores/stores.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { SettledDeployment } from "../settings/load.ts";
import type { Database } from "../vocabulary/store.ts";
import { present, settingProblems } from "./applications.ts";
import { contextOf, seenFrom } from "./context.ts";
import type { Draft, Part } from "./draft.ts";
import { egressConnections } from "./egress.ts";
import { entryConnections, entryOf } from "./entry.ts";
import { pulledFrom, storeServer } from "./images.ts";
import { limited } from "./limits.ts";
import { placedConnections } from "./namespaces.ts";
import type { Project } from "./project.ts";
import { joined, serviceOf } from "./service.ts";
import { resting, withoutCalendar } from "./standby.ts";
import { throughGateway } from "./throughGateway.ts";

/** Stores and applications, each with all that comes with it, and what lies between them. */
export function gather(project: Project, loaded: SettledDeployment, resolution: Resolution): Draft {
  const { settings } = loaded;
  const candidates = present(catalog, resolution, settings);
  const databases = databasesOf(candidates, loaded, resolution);
  const needsOf = (whose: readonly Application[]) => [
    ...storeSecrets(settings, databases),
    ...storageSecrets(settings, whose),
    ...candidates.flatMap(({ secrets = [] }) => secrets).filter(({ when = () => true }) => when(settings)),
  ];
  const context = contextOf(project, loaded, resolution, needsOf(candidates));
  const applications = candidates.filter(({ present = () => true }) => present(context));
  const buckets = bucketsOf(context);
  const storageAccounts = accountsOf(context, applications);
  const storeContext = storeContextOf(context, databases, applications);
  const made = {
    stores: [...stores(storeContext), ...storageStores(storeContext, buckets, storageAccounts)],
    parts: applications.map((one) => partOf(one, applications, { ...context, databases }, loaded)),
  };
  const { parts, stores: storeParts } = pulledFrom(
    limited(made, settings.limits),
    settings.images,
    project.lock,
  );
  return {
    project,
    loaded,
    resolution,
    context,
    applications,
    needs: needsOf(applications),
    databases,
    buckets,
    storageAccounts,
    parts,
    ...together(project, context, parts, storeParts),
  };
}

type Together = Pick<
  Draft,
  "services" | "stores" | "preparations" | "hosts" | "entry" | "connections" | "resting"
>;

/** What all parts are beside each other: where each lives, who gets in, and who talks with whom. */
function together(
  project: Project,
  context: Context,
  parts: readonly Part[],
  storeParts: readonly StorePart[],
): Together {
  const { settings, namespace: home } = context;
  const running = parts.map(({ service }) => service);
  const services = withoutCalendar(running, settings);
  const stores = storeParts.map(({ store }) => store);
  const preparations = joined([
    ...storeParts.flatMap((part) =>
      part.preparations.map((one) => ({ ...one, namespace: one.elsewhere ?? home })),
    ),
    ...parts.flatMap((part) => part.preparations),
  ]);
  const hosts = [...parts, ...storeParts].flatMap((part) => part.hosts);
  const entry = entryOf(project, context, { services, stores, hosts, home });
  const wishes = [
    ...[...storeParts, ...parts].flatMap((part) => part.connections),
    ...entryConnections(entry),
    ...egressConnections(settings),
  ];
  const connections = placedConnections(throughGateway(project, context, wishes), {
    home,
    services,
    preparations,
  });
  return { services, stores, preparations, hosts, entry, connections, resting: resting(running, settings) };
}

/** Applications that share a database name the same one. */
function databasesOf(
  applications: readonly Application[],
  { settings }: SettledDeployment,
  resolution: Resolution,
): ApplicationContext["databases"] {
  const called = (store: "mysql" | "mongodb", all: readonly Database[]) =>
    [...new Set(all)].map((database) => calledOn(store, database, { ...resolution, settings }));
  return {
    mysql: called(
      "mysql",
      applications.flatMap(({ mysql = [] }) => mysql),
    ),
    mongodb: called(
      "mongodb",
      applications.flatMap(({ mongodb = [] }) => mongodb),
    ),
  };
}

const storeContextOf = (
  context: Context,
  databases: ApplicationContext["databases"],
  applications: readonly Application[],
): StoreContext => ({
  ...context,
  databases,
  optional: applications.flatMap(({ stores = [] }) => stores),
  server: (kind) => storeServer(kind, context.release),
  python: context.imageOf("edx-platform"),
});

type Told = Context & Pick<ApplicationContext, "databases">;

/** One application of the catalogue, in place. */
function partOf(
  application: Application,
  others: readonly Application[],
  told: Told,
  loaded: SettledDeployment,
): Part {
  const context = applicationContext(application, others, told);
  const configuration = application.configuration?.(context) ?? { values: {}, provenance: [] };
  const needs = needsOf(application, others, context);
  return {
    ...serviceOf({ ...application, needs }, context, configuration),
    provenance: configuration.provenance,
    values: configuration.values,
    problems: settingProblems(application, configuration, loaded),
    connections: application.connections(context),
    hosts: application.hosts?.(context) ?? [],
  };
}

/** What others say to an application, and whoever wants an account with it. */
const applicationContext = (
  { name, builtFrom, apart }: Application,
  others: readonly Application[],
  context: Told,
): ApplicationContext => ({
  ...seenFrom(apart, context),
  databases: context.databases,
  image: context.imageOf(builtFrom),
  told: others.flatMap(({ tells = {} }) => tells[name]?.(context) ?? []),
  clients: others.flatMap(({ clients }) => clients?.(context) ?? []),
  rows: others.flatMap(({ rows }) => rows?.(context) ?? []),
});

/** What has to be there before its processes. */
const needsOf = (
  application: Application,
  others: readonly Application[],
  { settings }: Context,
): readonly string[] => [
  ...application.needs,
  ...others.filter(({ precedes = [] }) => precedes.includes(application.name)).map(({ name }) => name),
  ...(grantsOf(application, settings).length > 0 ? storageNeeds(settings) : []),
  ...busNeeds(application.name, settings),
  ...accountNeeds(settings),
];
