import type { Application } from "../catalog/application.ts";
import { catalog } from "../catalog/catalog.ts";
import type { ApplicationContext, Context } from "../catalog/context.ts";
import { busNeeds } from "../catalog/eventBus.ts";
import { ltiOf } from "../catalog/notebooks/lti.ts";
import { HUB } from "../catalog/notebooks/settings.ts";
import { accountsOf, bucketsOf, grantsOf } from "../catalog/storage/buckets.ts";
import { storageNeeds, storageOfAmazon, storageSecrets, storageStores } from "../catalog/storage/drivers.ts";
import { calledOn } from "../catalog/stores/shared.ts";
import { accountNeeds } from "../catalog/stores/sharedAccounts.ts";
import { storeSecrets, stores } from "../catalog/stores/stores.ts";
import type { Problem } from "../documents/problem.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import { REGISTRY_LOGIN } from "../vocabulary/secret.ts";
import type { Database } from "../vocabulary/store.ts";
import { amazonProblems } from "./amazon.ts";
import {
  absentProblems,
  deprecationProblems,
  imageProblems,
  present,
  settingProblems,
} from "./applications.ts";
import { backupProblems } from "./backups.ts";
import { connectionProblems } from "./capacity.ts";
import { clusterBackupProblems, clusterBackupsOf } from "./clusterBackups.ts";
import { commerceProblems } from "./commerce.ts";
import { contextOf, seenFrom } from "./context.ts";
import { djangoProblems } from "./djangoSettings.ts";
import { egressConnections, egressProblems } from "./egress.ts";
import { entryConnections, entryOf, entryProblems, guestsOf } from "./entry.ts";
import { consumerProblems } from "./events.ts";
import { identityProblems } from "./identity.ts";
import { imagesOf, pulledFrom, storeServer } from "./images.ts";
import { limited } from "./limits.ts";
import type { DeploymentBlueprint, Service } from "./model.ts";
import { migrationsOf, monitoringOf, monitoringProblems, runbooksOf } from "./monitoring.ts";
import { namespacesOf, placed, placedConnections } from "./namespaces.ts";
import { notebookProblems } from "./notebooks.ts";
import { storageProblems } from "./objectStorage.ts";
import { offerProblems, offersOf } from "./offers.ts";
import { clusterOf, priorities } from "./platform.ts";
import type { Project } from "./project.ts";
import { requiredProblems } from "./requiredSettings.ts";
import { secretProblems, secretsOf } from "./secrets.ts";
import { chainsOf, joined, serviceOf } from "./service.ts";
import { askingIn, limitProblems, smallestProblems } from "./smallest.ts";
import { standbyOf, standbyProblems, withoutCalendar, withoutResting } from "./standby.ts";
import { sharedOf, storeProblems } from "./stores.ts";
import { demoProblems, importProblems } from "./studio.ts";
import { themeProblems } from "./theme.ts";
import { unmeasuredProblems } from "./unmeasured.ts";

import { watcherProblems } from "./watcher.ts";

type SettledDeployment = LoadedDeployment & { readonly settings: Settings };

export interface Composed {
  /** Absent where so much is wrong that nothing can be put together. */
  readonly blueprint?: DeploymentBlueprint;
  readonly problems: readonly Problem[];
}

/** Puts a deployment together from what its release has, what the catalogue knows, and what the settings say. */
export function composeDeployment(
  project: Project,
  given: SettledDeployment,
  resolution: Resolution,
): Composed {
  const settings = { ...given.settings, images: imagesOf(project, given.settings) };
  const loaded = { ...given, settings };
  const applications = present(catalog, resolution, settings);
  const unknown = imageProblems(applications, resolution, loaded);
  if (unknown.length > 0) return { problems: unknown };

  const { context, needs, here, buckets, storageAccounts, databases, ...made } = gather(
    project,
    applications,
    loaded,
    resolution,
  );
  const { parts, storeParts } = pulledFrom(limited(made, settings.limits), settings.images, project.lock);
  const everything = parts.map(({ service }) => service);
  const services = withoutCalendar(everything, settings);
  const storesHere = storeParts.map(({ store }) => store);
  const home = placed(resolution);
  const preparations = joined([
    ...storeParts.flatMap((part) =>
      part.preparations.map((one) => ({ ...one, namespace: one.elsewhere ?? home() })),
    ),
    ...parts.flatMap((part) => part.preparations),
  ]);
  const hosts = [...parts, ...storeParts].flatMap((part) => part.hosts);
  const entry = entryOf(project, settings, resolution, { hosts, services, stores: storesHere, home: home() });
  const wished = [
    ...[...storeParts, ...parts].flatMap((part) => part.connections),
    ...entryConnections(entry),
    ...egressConnections(settings),
  ];
  const wanted = placedConnections(wished, { home: home(), services, preparations });
  const connections = withoutResting(wanted, everything, settings);
  const podsOf = (consumer: string) => [
    ...processNames(services.filter(({ name }) => name === consumer)),
    ...chainsOf(consumer, parts),
  ];
  const s3 = storageOfAmazon(context, buckets, storageAccounts, podsOf);
  const { deployment, stage, release } = resolution;
  const namespaces = namespacesOf(resolution, settings, { services, preparations, stores: storesHere });
  const saved = clusterBackupsOf(context, namespaces);
  return {
    blueprint: {
      kind: "deployment",
      stack: loaded.stack,
      identity: { deployment, stage, release: release.name },
      cluster: clusterOf(settings.cluster),
      namespaces,
      ...saved,
      ...monitoringOf(context, {
        services,
        stores: storesHere,
        hosts,
        entry,
        home: home(),
        namespaces: namespaces.map(({ name }) => name),
        migrations: migrationsOf(preparations),
        runbooks: runbooksOf(project, settings),
        saved: saved.clusterBackups?.schedules ?? [],
      }),
      ...pulling(settings),
      mayFloat: mayFloat(project, settings, stage),
      ...(settings.cluster.platform === "none" ? {} : { priorities }),
      nodes: settings.nodes,
      secrets: secretsOf(needs, settings),
      stores: storesHere,
      buckets,
      storageAccounts,
      ...(s3 ? { s3 } : {}),
      preparations,
      services,
      connections,
      hosts,
      ...standbyOf(settings),
      ...(context.has(HUB) ? { lti: ltiOf(context) } : {}),
      ...(entry ? { entry, guests: guestsOf(entry) } : {}),
      provenance: Object.fromEntries(parts.map(({ service, provenance }) => [service.name, provenance])),
    },
    problems: [
      ...absentProblems(resolution),
      ...deprecationProblems(here, resolution),
      ...djangoProblems(context, loaded),
      ...requiredProblems(parts, context, loaded),
      ...commerceProblems(context, loaded),
      ...identityProblems(context, loaded),
      ...notebookProblems(context, loaded),
      ...themeProblems(resolution, loaded, settings),
      ...importProblems(services, loaded, settings),
      ...parts.flatMap(({ problems }) => problems),
      ...demoProblems(project, stage, loaded, settings),
      ...storageProblems(project, resolution, loaded, settings, buckets),
      ...backupProblems(project, resolution, loaded, settings),
      ...clusterBackupProblems(context, loaded),
      ...monitoringProblems(project, loaded, settings),
      ...secretProblems(needs, settings, loaded),
      ...storeProblems(project, databases, loaded, settings),
      ...amazonProblems(resolution.release, loaded, settings),
      // What rests while a standby waits may be named as well.
      ...egressProblems(wanted, loaded, settings),
      ...entryProblems(project, loaded, settings),
      ...standbyProblems(project, loaded, settings, needs),
      ...offerProblems(project, loaded, settings, services),
      ...watcherProblems(here, loaded, settings),
      ...consumerProblems(here, loaded, settings),
      ...limitProblems(loaded, settings),
      ...smallestProblems(askingIn(services, storesHere, preparations), loaded, settings),
      ...connectionProblems(services, storesHere, loaded),
      ...unmeasuredProblems(project, resolution, loaded, settings, services),
    ],
  };
}

/** Stores and applications, each with all that comes with it. */
function gather(
  project: Project,
  applications: readonly Application[],
  loaded: SettledDeployment,
  resolution: Resolution,
) {
  const { settings } = loaded;
  const called = (store: "mysql" | "mongodb", all: readonly Database[]) =>
    all.map((database) => calledOn(store, database, { ...resolution, settings }));
  const databases = {
    mysql: called("mysql", distinct(applications.flatMap(({ mysql = [] }) => mysql))),
    mongodb: called("mongodb", distinct(applications.flatMap(({ mongodb = [] }) => mongodb))),
  };
  const needsOf = (whose: readonly Application[]) => [
    ...storeSecrets(settings, databases),
    ...storageSecrets(settings, whose),
    ...applications.flatMap(({ secrets = [] }) => secrets).filter(({ when = () => true }) => when(settings)),
  ];
  const context = contextOf(
    needsOf(applications),
    loaded,
    resolution,
    offersOf(project, settings),
    sharedOf(project, settings),
    project.lock,
  );
  const here = applications.filter(({ present = () => true }) => present(context));
  const needs = needsOf(here);
  const server = (kind: Parameters<typeof storeServer>[0]) => storeServer(kind, resolution.release);
  const buckets = bucketsOf(context);
  const storageAccounts = accountsOf(context, here);
  const storeContext = {
    ...context,
    databases,
    optional: here.flatMap(({ stores = [] }) => stores),
    server,
    python: context.imageOf("edx-platform"),
  };
  return {
    context,
    needs,
    here,
    databases,
    buckets,
    storageAccounts,
    storeParts: [...stores(storeContext), ...storageStores(storeContext, buckets, storageAccounts)],
    parts: here
      .map((application) => ({
        ...application,
        needs: [
          ...application.needs,
          ...preceding(application, here),
          ...(grantsOf(application, settings).length > 0 ? storageNeeds(settings) : []),
          ...busNeeds(application.name, settings),
          ...accountNeeds(settings),
        ],
      }))
      .map((application) =>
        partOf(application, applicationContext(application, here, { ...context, databases }), loaded),
      ),
  };
}

/** Applications whose new processes have to be there before this one's. */
const preceding = ({ name }: Application, here: readonly Application[]): readonly string[] =>
  here.filter(({ precedes = [] }) => precedes.includes(name)).map((other) => other.name);

/** What others say to an application, and whoever wants an account with it. */
const applicationContext = (
  { name, builtFrom, apart }: Application,
  here: readonly Application[],
  context: Context & Pick<ApplicationContext, "databases">,
): ApplicationContext => ({
  ...seenFrom(apart, context),
  databases: context.databases,
  image: context.imageOf(builtFrom),
  told: here.flatMap(({ tells = {} }) => tells[name]?.(context) ?? []),
  clients: here.flatMap(({ clients }) => clients?.(context) ?? []),
  rows: here.flatMap(({ rows }) => rows?.(context) ?? []),
});

/** One application of the catalogue, in place. */
function partOf(application: Application, context: ApplicationContext, loaded: SettledDeployment) {
  const configuration = application.configuration?.(context) ?? { values: {}, provenance: [] };
  return {
    ...serviceOf(application, context, configuration),
    provenance: configuration.provenance,
    values: configuration.values,
    problems: settingProblems(application, configuration, loaded),
    connections: application.connections(context),
    hosts: application.hosts?.(context) ?? [],
  };
}

/** Everything of some services that has a service account. */
const processNames = (services: readonly Service[]): readonly string[] =>
  services.flatMap(({ web, workers, schedules }) =>
    [...(web ? [web] : []), ...workers, ...schedules].map(({ name }) => name),
  );

/** Applications that share a database name the same one. */
const distinct = <Item>(items: readonly Item[]): readonly Item[] => [...new Set(items)];

/** How the cluster may pull: by a Secret that is there, or by one that is made from a login. */
function pulling({
  images: { pullSecret, login },
}: Settings): Pick<DeploymentBlueprint, "pullSecret" | "login"> {
  if (login) return { pullSecret: REGISTRY_LOGIN, login: { ...login, registry: serverOf(login.registry) } };
  return pullSecret ? { pullSecret } : {};
}

/** Docker Hub has another name where one logs in than where one pulls. */
const serverOf = (registry: string) => (registry === "docker.io" ? "https://index.docker.io/v1/" : registry);

/** The first stage follows what moves; from then on the same image runs until somebody changes it. */
function mayFloat({ map }: Project, { images }: Settings, stage: string): DeploymentBlueprint["mayFloat"] {
  if (map?.stages.get(stage)?.level === 0) return "everything";
  return [...images.floating, ...(map?.allowFloating ?? []).map(({ image }) => image)];
}
