import { explain } from "../documents/explain.ts";
import { isError, type Problem } from "../documents/problem.ts";
import { lint } from "../releases/lint.ts";
import { emptyLock } from "../releases/lock.ts";
import { givenReleaseMap, type ReleaseMapInput } from "../releases/map.ts";
import { givenPlatformSettings, givenSettings } from "../settings/given.ts";
import type { PlatformSettingsInput, SettingsInput } from "../settings/settings.ts";
import { type Composition, compose } from "./compose.ts";
import type { Blueprint, DeploymentBlueprint, PlatformBlueprint } from "./model.ts";
import type { Project } from "./project.ts";

/** A deployment, for a program that has no stack files and no release map. */
export interface GivenDeployment {
  /** Name of the deployment. Its namespace is called `<deployment>-<stage>`. */
  readonly deployment: string;
  /** Stage of the deployment, such as `qa`. In `ci` images may run under tags that move. */
  readonly stage: string;
  /** Release of Open edX, such as `verawood`. `supportedReleases` has them all. */
  readonly release: string;
  /** Which applications it has beside those of its release, and which of these it does without. Default: those of its release. */
  readonly applications?: ReleaseMapInput["deployments"][string]["applications"];
  /** What a stack file would say, section by section. */
  readonly settings: SettingsInput;
  /** How it differs from its release, as a release map would say it: own images, a patch level. Default: not at all. */
  readonly differences?: Pick<ReleaseMapInput, "overrides" | "allowFloating" | "releases">;
  /** What its cluster has for it. Default: metrics to scale by, made by somebody else. */
  readonly offers?: PlatformSettingsInput["offers"];
  /** Whether the cluster has the priority classes of a `Platform`. Default: no, every pod is as urgent as any other. */
  readonly priorities?: boolean;
}

const PLATFORM = "platform";

/** A deployment as plain data, out of plain data. Throws an error that names everything that is wrong. */
export function deploymentBlueprint(given: GivenDeployment): DeploymentBlueprint {
  const { deployment, stage, settings, offers = { metricsServer: "existing" }, priorities = false } = given;
  const { map, problems } = givenReleaseMap(mapOf(given));
  const identifier = settings.cluster?.identifier ?? PLATFORM;
  const loaded = givenSettings({ deployment, stage }, settings);
  const platform = givenPlatformSettings(PLATFORM, { cluster: { identifier }, offers });
  const project: Project = {
    root: "",
    stacks: [PLATFORM, loaded.stack],
    ...(map ? { map } : {}),
    lock: emptyLock,
    problems,
    settingsOf: (stack) => (stack === PLATFORM ? platform : loaded),
  };
  const wrong = [...problems, ...platform.problems, ...(map ? lint(map, emptyLock) : [])];
  const blueprint = blueprintOf<DeploymentBlueprint>(compose(project, loaded.stack), wrong);
  // A program of somebody else has no stack file of a platform, and so no stack to ask.
  const { priorities: classes, platform: _, ...rest } = blueprint;
  return priorities && classes ? { ...rest, priorities: classes } : rest;
}

/** What a cluster has once, as plain data, out of settings that a program gives. */
export function platformBlueprint(settings: PlatformSettingsInput): PlatformBlueprint {
  const loaded = givenPlatformSettings(PLATFORM, settings);
  const project = { root: "", stacks: [PLATFORM], lock: emptyLock, problems: [], settingsOf: () => loaded };
  return blueprintOf<PlatformBlueprint>(compose(project, PLATFORM), []);
}

const mapOf = ({
  deployment,
  stage,
  release,
  applications,
  differences,
}: GivenDeployment): ReleaseMapInput => ({
  stages: [...new Set(["ci", stage])],
  deployments: { [deployment]: { run: { [stage]: release }, ...(applications ? { applications } : {}) } },
  ...differences,
});

function blueprintOf<Kind extends Blueprint>(
  { blueprint, problems }: Composition,
  before: readonly Problem[],
): Kind {
  const errors = [...before, ...problems].filter(isError);
  if (blueprint === undefined || errors.length > 0) throw new Error(explain(errors));
  return blueprint as Kind;
}
