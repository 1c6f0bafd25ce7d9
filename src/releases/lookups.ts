import type { ApplicationKind } from "./applications.ts";
import type { ImageLock } from "./lock.ts";
import type { ReleaseMap } from "./mapModel.ts";
import { type ApplicationVersion, resolve } from "./resolve.ts";

/** The release of a stage (`release_by_env`). */
export const releaseByStage = (map: ReleaseMap, deployment: string, stage: string): string | undefined =>
  map.deployments.get(deployment)?.run.get(stage)?.release;

/** Whether no stage comes after it: there learners are. Lanes beside each other are all of them last. */
export const isLastStage = (map: ReleaseMap | undefined, stage: string): boolean =>
  map?.stages.get(stage)?.level === Math.max(...[...(map?.stages.values() ?? [])].map(({ level }) => level));

/** The stages of a deployment in the map's order. */
export function stagesOf(map: ReleaseMap, deployment: string): readonly string[] {
  const run = map.deployments.get(deployment)?.run;
  return run === undefined ? [] : [...map.stages.keys()].filter((stage) => run.has(stage));
}

/** The stages in which a deployment runs a release (`envs_by_release`). */
export const stagesByRelease = (map: ReleaseMap, deployment: string, release: string): readonly string[] =>
  stagesOf(map, deployment).filter((stage) => releaseByStage(map, deployment, stage) === release);

/** The deployments that run a release in some stage (`filter_deployments_by_release`). */
export const deploymentsByRelease = (map: ReleaseMap, release: string): readonly string[] =>
  [...map.deployments.keys()].filter((deployment) => stagesByRelease(map, deployment, release).length > 0);

/** The deployments that run an application of a release in some stage (`filter_deployments_by_application`). */
export const deploymentsByApplication = (
  map: ReleaseMap,
  release: string,
  application: string,
): readonly string[] =>
  deploymentsByRelease(map, release).filter((deployment) =>
    stagesByRelease(map, deployment, release).some((stage) =>
      resolve(map, deployment, stage)?.applications.has(application),
    ),
  );

/** An application as a stage runs it (`fetch_application_version`). */
export const fetchApplicationVersion = (
  map: ReleaseMap,
  deployment: string,
  stage: string,
  application: string,
  lock?: ImageLock,
): ApplicationVersion | undefined => resolve(map, deployment, stage, lock)?.applications.get(application);

/** The services or the micro-frontends of a stage (`fetch_applications_by_type`). */
export const applicationsByKind = (
  map: ReleaseMap,
  deployment: string,
  stage: string,
  kind: ApplicationKind,
): readonly ApplicationVersion[] =>
  [...(resolve(map, deployment, stage)?.applications.values() ?? [])].filter((one) => one.kind === kind);
