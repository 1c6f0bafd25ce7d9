import { addressesInside } from "../catalog/addresses.ts";
import type { Application } from "../catalog/application.ts";
import { catalog } from "../catalog/catalog.ts";
import type { Context } from "../catalog/context.ts";
import { storeSecrets, stores } from "../catalog/stores/stores.ts";
import { placeText } from "../documents/explain.ts";
import type { Problem } from "../documents/problem.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import type { Store } from "../vocabulary/store.ts";
import { absentProblems, imageProblems } from "./applications.ts";
import { connectionProblems, quota } from "./capacity.ts";
import { egressConnections, egressProblems } from "./egress.ts";
import { applicationImage, storeServer } from "./images.ts";
import type { DeploymentBlueprint } from "./model.ts";
import { offerProblems } from "./offers.ts";
import { clusterOf, priorities } from "./platform.ts";
import type { Project } from "./project.ts";
import { secretProblems, secretsOf, versionsOf } from "./secrets.ts";
import { joined, serviceOf } from "./service.ts";

type SettledDeployment = LoadedDeployment & { readonly settings: Settings };

export interface Composed {
  /** Absent where so much is wrong that nothing can be put together. */
  readonly blueprint?: DeploymentBlueprint;
  readonly problems: readonly Problem[];
}

/** Puts a deployment together from what its release has, what the catalogue knows, and what the settings say. */
export function composeDeployment(
  project: Project,
  loaded: SettledDeployment,
  resolution: Resolution,
): Composed {
  const { settings } = loaded;
  const present = catalog.filter(({ builtFrom }) => resolution.applications.has(builtFrom));
  const unknown = imageProblems(present, resolution, loaded);
  if (unknown.length > 0) return { problems: unknown };

  const { needs, parts, storeParts } = gather(present, loaded, resolution);
  const services = parts.map(({ service }) => service);
  const placed = storeParts.map(({ store }) => store);
  const preparations = joined([
    ...storeParts.flatMap((part) => part.preparations),
    ...parts.map(({ preparation }) => preparation),
  ]);
  const connections = [
    ...[...storeParts, ...parts].flatMap((part) => part.connections),
    ...egressConnections(settings),
  ];
  const { deployment, stage, release } = resolution;
  return {
    blueprint: {
      kind: "deployment",
      stack: loaded.stack,
      identity: { deployment, stage, release: release.name },
      cluster: clusterOf(settings.cluster),
      namespace: {
        name: `${deployment}-${stage}`,
        trust: "restricted",
        keep: settings.keep.namespaces,
        quota: quota(services, placed, preparations),
      },
      ...(settings.images.pullSecret ? { pullSecret: settings.images.pullSecret } : {}),
      mayFloat: mayFloat(project, settings, stage),
      ...(settings.cluster.platform === "none" ? {} : { priorities }),
      secrets: secretsOf(needs, settings),
      stores: placed,
      preparations,
      services,
      connections,
      hosts: [...parts, ...storeParts].flatMap(({ hosts }) => hosts),
      provenance: Object.fromEntries(parts.map(({ service, provenance }) => [service.name, provenance])),
    },
    problems: [
      ...absentProblems(resolution),
      ...secretProblems(needs, settings, loaded),
      ...egressProblems(connections, loaded, settings),
      ...offerProblems(project, loaded, settings, services),
      ...connectionProblems(services, placed, loaded),
    ],
  };
}

/** Stores and applications, each with all that comes with it. */
function gather(present: readonly Application[], loaded: SettledDeployment, resolution: Resolution) {
  const { settings } = loaded;
  const { deployment, stage, release } = resolution;
  const databases = {
    mysql: present.flatMap(({ mysql }) => mysql),
    mongodb: present.flatMap(({ mongodb }) => mongodb),
  };
  const needs = [...storeSecrets(databases), ...present.flatMap(({ secrets }) => secrets)];
  const context: Context = {
    deployment,
    stage,
    release,
    settings,
    stores: addressesInside,
    versionOf: versionsOf(needs, settings),
    saidAt: (path) => sourceText(loaded, path),
  };
  const image = (application: string) => applicationImage(application, resolution, settings.images);
  const server = (kind: Store["kind"]) => storeServer(kind, release, settings.images);
  return {
    needs,
    storeParts: stores({ ...context, databases, server, python: image("edx-platform") }),
    parts: present.map((application) => partOf(application, context, image(application.builtFrom))),
  };
}

/** One application of the catalogue, in place. */
function partOf(application: Application, shared: Context, image: string) {
  const context = { ...shared, image };
  const configuration = application.configuration(context);
  return {
    ...serviceOf(application, context, configuration),
    provenance: configuration.provenance,
    connections: application.connections(context),
    hosts: application.hosts(context),
  };
}

function sourceText({ sourceOf }: LoadedDeployment, path: readonly string[]): string {
  const { layer, line, column } = sourceOf(path);
  return line === undefined ? layer : placeText({ file: layer, line, ...(column ? { column } : {}) });
}

/** The first stage follows what moves; from then on the same image runs until somebody changes it. */
function mayFloat({ map }: Project, { images }: Settings, stage: string): DeploymentBlueprint["mayFloat"] {
  if (map?.stages.get(stage)?.level === 0) return "everything";
  return [...images.floating, ...(map?.allowFloating ?? []).map(({ image }) => image)];
}
