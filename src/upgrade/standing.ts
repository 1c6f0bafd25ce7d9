import type { Composition } from "../blueprint/compose.ts";
import type { DeploymentBlueprint } from "../blueprint/model.ts";
import type { Project } from "../blueprint/project.ts";
import { sharedOf } from "../blueprint/project.ts";
import type { Home, Standing } from "../render/exchange.ts";
import type { Settings } from "../settings/settings.ts";
import { isElsewhere, waitedForAs } from "../vocabulary/store.ts";

/** What a deployment runs and where its data is. A platform has neither. */
export function standingOf(
  project: Project,
  { stack, loaded, resolution, blueprint }: Composition,
): Standing | undefined {
  if (loaded.kind !== "deployment" || resolution === undefined) return undefined;
  const { settings } = loaded;
  const { deployment, stage, release } = resolution;
  return {
    stack,
    deployment,
    stage,
    release: release.name,
    keeps: settings?.keep.data ?? true,
    homes:
      settings && blueprint?.kind === "deployment"
        ? [...homesOf(blueprint), storageOf(project, settings, blueprint)]
        : [],
  };
}

const homesOf = ({ stores }: DeploymentBlueprint): readonly Home[] =>
  stores
    .filter(({ kind }) => kind !== "minio")
    .map((store) => ({
      store: waitedForAs(store),
      driver: store.driver,
      at: "host" in store ? `${store.host}:${store.port}` : "",
      own: !isElsewhere(store),
      names: {},
    }));

const storageOf = (project: Project, settings: Settings, { buckets }: DeploymentBlueprint): Home => ({
  store: "objectStorage",
  driver: settings.objectStorage.driver,
  at: placeOf(project, settings),
  own: !isElsewhere(settings.objectStorage),
  names: Object.fromEntries(buckets.map(({ purpose, name }) => [purpose, name])),
});

function placeOf(project: Project, settings: Settings): string {
  const { objectStorage } = settings;
  switch (objectStorage.driver) {
    case "minio":
      return "";
    case "s3":
      return objectStorage.region;
    case "external":
      return objectStorage.endpoint;
    case "shared":
      return sharedOf(project, settings).objectStorage?.endpoint ?? "";
  }
}
