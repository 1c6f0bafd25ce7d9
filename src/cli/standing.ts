import type { Composition } from "../blueprint/compose.ts";
import type { DeploymentBlueprint } from "../blueprint/model.ts";
import type { Project } from "../blueprint/project.ts";
import { sharedOf } from "../blueprint/stores.ts";
import type { Home, Standing } from "../render/exchange.ts";
import type { Settings } from "../settings/settings.ts";
import { waitedForAs } from "../vocabulary/store.ts";

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

const ELSEWHERE: readonly string[] = ["external", "shared"];

const homesOf = ({ stores }: DeploymentBlueprint): readonly Home[] =>
  stores
    .filter(({ kind }) => kind !== "minio")
    .map((store) => ({
      store: waitedForAs(store),
      driver: store.driver,
      at: "host" in store ? `${store.host}:${store.port}` : "",
      own: !ELSEWHERE.includes(store.driver),
      names: {},
    }));

function storageOf(
  project: Project,
  { objectStorage, ...settings }: Settings,
  { buckets }: DeploymentBlueprint,
): Home {
  const { driver } = objectStorage;
  const places = {
    minio: () => "",
    s3: () => ("region" in objectStorage ? objectStorage.region : ""),
    external: () => ("endpoint" in objectStorage ? objectStorage.endpoint : ""),
    shared: () => sharedOf(project, { objectStorage, ...settings }).objectStorage?.endpoint ?? "",
  };
  return {
    store: "objectStorage",
    driver,
    at: places[driver](),
    own: !ELSEWHERE.includes(driver),
    names: Object.fromEntries(buckets.map(({ purpose, name }) => [purpose, name])),
  };
}
