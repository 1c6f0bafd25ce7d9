import { addresses } from "../catalog/addresses.ts";
import type { Application, SecretNeed } from "../catalog/application.ts";
import { catalog } from "../catalog/catalog.ts";
import type { Context } from "../catalog/context.ts";
import { storeSecrets, stores } from "../catalog/stores.ts";
import { error, type Problem } from "../documents/problem.ts";
import { isKnown } from "../releases/release.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import { type Connection, component, edge } from "../vocabulary/connection.ts";
import type { VersionOf } from "../vocabulary/content.ts";
import type { Store } from "../vocabulary/store.ts";
import { connectionProblems, quota } from "./capacity.ts";
import { egressConnections, egressProblems } from "./egress.ts";
import { applicationImage, storeServer } from "./images.ts";
import type { DeploymentBlueprint, DjangoService, Host } from "./model.ts";
import { offerProblems } from "./offers.ts";
import { clusterOf, priorities } from "./platform.ts";
import type { Project } from "./project.ts";
import { secretProblems, secretsOf, versionsOf } from "./secrets.ts";
import { djangoService } from "./service.ts";

type SettledDeployment = LoadedDeployment & { readonly settings: Settings };

export interface Composed {
  readonly blueprint: DeploymentBlueprint;
  readonly problems: readonly Problem[];
}

const mysql = catalog.flatMap((application) => application.mysql);
const mongodb = catalog.flatMap((application) => application.mongodb);
const needs: readonly SecretNeed[] = [
  ...storeSecrets([...mysql, ...mongodb]),
  ...catalog.flatMap(({ secrets }) => secrets),
];

/** Puts a deployment together. With problems the blueprint is not to be used; it is there so that all of them are found. */
export function composeDeployment(
  project: Project,
  loaded: SettledDeployment,
  resolution: Resolution,
): Composed {
  const { settings } = loaded;
  const versionOf = versionsOf(needs, settings);
  const parts = catalog.map((application) => partOf(application, loaded, resolution, versionOf));
  const placed = placeStores(settings, resolution, versionOf);
  const services = parts.map(({ service }) => service);
  const connections = [
    ...storeConnections(placed),
    ...parts.flatMap(({ connections }) => connections),
    ...egressConnections(settings),
  ];
  const identity = {
    deployment: resolution.deployment,
    stage: resolution.stage,
    release: resolution.release.name,
  };
  return {
    blueprint: {
      kind: "deployment",
      stack: loaded.stack,
      identity,
      cluster: clusterOf(settings.cluster),
      namespace: {
        name: `${identity.deployment}-${identity.stage}`,
        trust: "restricted",
        keep: settings.keep.namespaces,
        quota: quota(services, placed),
      },
      ...(settings.images.pullSecret ? { pullSecret: settings.images.pullSecret } : {}),
      mayFloat: mayFloat(project, settings, resolution.stage),
      ...(settings.cluster.priorities ? { priorities } : {}),
      secrets: secretsOf(needs, settings),
      stores: placed,
      services,
      connections,
      hosts: hosts(settings),
      provenance: Object.fromEntries(parts.map(({ service, provenance }) => [service.name, provenance])),
    },
    problems: [
      ...parts.flatMap(({ problems }) => problems),
      ...secretProblems(needs, settings, loaded),
      ...egressProblems(connections, loaded, settings),
      ...offerProblems(project, loaded, settings, services),
      ...connectionProblems(services, placed, loaded),
    ],
  };
}

/** One application of the catalogue, in place. */
function partOf(
  application: Application,
  loaded: SettledDeployment,
  resolution: Resolution,
  versionOf: VersionOf,
) {
  const { settings } = loaded;
  const image = applicationImage(application.builtFrom, resolution, settings.images);
  const context: Context = {
    deployment: resolution.deployment,
    stage: resolution.stage,
    release: resolution.release,
    settings,
    image: isKnown(image) ? image : "",
    size: application.size(settings.scale),
    versionOf,
    saidAt: (path) => placeText(loaded, path),
  };
  const configuration = application.configuration(context);
  const service: DjangoService = djangoService(application, context, configuration);
  return {
    service,
    provenance: configuration.provenance,
    connections: application.connections(context),
    problems: isKnown(image) ? [] : [unknownImage(application, loaded, image.unknown)],
  };
}

function placeText({ sourceOf }: LoadedDeployment, path: readonly string[]): string {
  const { layer, line, column } = sourceOf(path);
  return line === undefined ? layer : `${layer}:${line}:${column ?? 1}`;
}

const unknownImage = ({ name, builtFrom }: Application, { file }: LoadedDeployment, why: string): Problem =>
  error("image-unknown", {
    place: { file },
    message: `No image of ${builtFrom} is known, and ${name} runs it: ${why}`,
    remedy: `Name one in release-map.yaml: overrides: [{ application: ${builtFrom}, image: "<registry>/<name>:<tag>" }]`,
  });

/** The first stage follows what moves; from then on the same image runs until somebody changes it. */
function mayFloat({ map }: Project, { images }: Settings, stage: string): DeploymentBlueprint["mayFloat"] {
  if (map?.stages.get(stage)?.level === 0) return "everything";
  return [...images.floating, ...(map?.allowFloating ?? []).map(({ image }) => image)];
}

const placeStores = (settings: Settings, { release }: Resolution, versionOf: VersionOf): readonly Store[] =>
  stores({
    settings,
    server: (kind) => storeServer(kind, release, settings.images),
    mysql,
    mongodb,
    versionOf,
  });

/** Stores are reached by the Jobs that create their databases, and the search by the browsers of authors. */
const storeConnections = (placed: readonly Store[]): readonly Connection[] => [
  ...placed.flatMap((store): Connection[] =>
    "databases" in store
      ? [
          {
            from: component(`${store.name}-databases`),
            to: component(store.name),
            port: store.port,
            why: "creates databases and users",
          },
        ]
      : [],
  ),
  {
    from: edge,
    to: component(addresses.search.host),
    port: addresses.search.port,
    why: "search in Studio, from the browser",
  },
];

const hosts = ({ edge }: Settings): readonly Host[] => [
  { name: "lms", host: edge.domain, component: "lms" },
  { name: "search", host: edge.search, component: "search" },
];
