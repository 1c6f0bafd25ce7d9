import { type Composition, compose } from "../blueprint/compose.ts";
import type { Project } from "../blueprint/project.ts";
import type { Place, Problem } from "../documents/problem.ts";
import { type LintOptions, lint } from "../releases/lint.ts";
import type { Deployment, ReleaseMap, Stage } from "../releases/mapModel.ts";
import type { SupportedRelease } from "../releases/release.ts";
import { type Hop, hopsTo } from "./hops.ts";

/** How a deployment gets to a release: one hop after the other, and each through all stages in their order. */
export interface UpgradePlan {
  readonly deployment: string;
  readonly to: SupportedRelease;
  readonly hops: readonly PlannedHop[];
}

export interface PlannedHop extends Hop {
  readonly stages: readonly StageHop[];
}

/** One stage that goes from one release to the next. */
export interface StageHop {
  readonly stage: string;
  readonly stack: string;
  /** Stages that have to run it before. */
  readonly after: readonly string[];
  /** Where the map says what it runs. */
  readonly place: Place;
  /** The stack as it is then, and as it will be. Absent: this project has no such stack. */
  readonly stacks?: { readonly before: Composition; readonly after: Composition };
  /** What `check` would say, once the map says the new release. */
  readonly problems: readonly Problem[];
}

type Mapped = Project & { readonly map: ReleaseMap };

/** Stages that run the release already, or a later one, have nothing to do. */
export function upgradePlan(
  project: Mapped,
  deployment: Deployment,
  to: SupportedRelease,
  options: LintOptions = {},
): UpgradePlan {
  const hops: PlannedHop[] = [];
  let { map } = project;
  for (const hop of hopsOf(map, deployment, to)) {
    const stages: StageHop[] = [];
    for (const stage of inOrder(map, deployment)) {
      if (runs(map, deployment, stage)?.name !== hop.from.name) continue;
      const next = moved(map, deployment, stage, hop.to);
      stages.push(stageHop({ project, deployment, stage, options }, map, next));
      map = next;
    }
    hops.push({ ...hop, stages });
  }
  return { deployment: deployment.name, to, hops };
}

/** Of all stages, each hop once: stages further behind come along where they stand. */
function hopsOf(map: ReleaseMap, deployment: Deployment, to: SupportedRelease): readonly Hop[] {
  const every = inOrder(map, deployment).flatMap((stage) => {
    const from = runs(map, deployment, stage);
    return from ? hopsTo(map.supported, from, to) : [];
  });
  const once = new Map(every.map((hop) => [`${hop.from.name} ${hop.to.name}`, hop]));
  return [...once.values()].sort((a, b) => a.from.ordinal - b.from.ordinal);
}

const inOrder = ({ stages }: ReleaseMap, { run }: Deployment): readonly Stage[] =>
  [...stages.values()].filter(({ name }) => run.has(name)).sort((a, b) => a.level - b.level);

const runs = (map: ReleaseMap, { name }: Deployment, stage: Stage): SupportedRelease | undefined =>
  map.supported.get(map.deployments.get(name)?.run.get(stage.name)?.release ?? "");

/** The map, with another release in one place. */
function moved(map: ReleaseMap, { name }: Deployment, stage: Stage, to: SupportedRelease): ReleaseMap {
  const deployment = map.deployments.get(name);
  const run = deployment?.run.get(stage.name);
  if (deployment === undefined || run === undefined) return map;
  const changed = {
    ...deployment,
    run: new Map(deployment.run).set(stage.name, { ...run, release: to.name }),
  };
  return { ...map, deployments: new Map(map.deployments).set(name, changed) };
}

interface Where {
  readonly project: Mapped;
  readonly deployment: Deployment;
  readonly stage: Stage;
  readonly options: LintOptions;
}

function stageHop(
  { project, deployment, stage, options }: Where,
  before: ReleaseMap,
  after: ReleaseMap,
): StageHop {
  const { lock } = project;
  const stack = stackOf(project, deployment.name, stage.name);
  const composed = project.stacks.includes(stack)
    ? {
        before: compose({ ...project, map: before }, stack),
        after: compose({ ...project, map: after }, stack),
      }
    : undefined;
  const said = new Set(lint(before, lock, options).map(textOf));
  const linted = lint(after, lock, options).filter((problem) => !said.has(textOf(problem)));
  const earlier = inOrder(before, deployment).filter(({ level }) => level < stage.level);
  return {
    stage: stage.name,
    stack,
    after: earlier.filter(({ level }) => level === earlier.at(-1)?.level).map(({ name }) => name),
    place: before.deployments.get(deployment.name)?.run.get(stage.name)?.place ?? deployment.place,
    ...(composed ? { stacks: composed } : {}),
    problems: [...linted, ...(composed?.after.problems ?? [])],
  };
}

const textOf = ({ rule, path, message }: Problem): string => `${rule} ${path} ${message}`;

/** Stacks of the default deployment are usually called by their stage alone. */
function stackOf({ map, stacks }: Mapped, deployment: string, stage: string): string {
  const whole = `${deployment}.${stage}`;
  return map.default?.deployment === deployment && !stacks.includes(whole) ? stage : whole;
}
