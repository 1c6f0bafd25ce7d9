import type { Problem, Severity } from "../../documents/problem.ts";
import type { ImageLock } from "../lock.ts";
import type { Deployment, ReleaseMap, Run, Said, Stage } from "../mapModel.ts";
import type { SupportedRelease } from "../release.ts";
import { type Scene, sceneOf } from "../resolve.ts";

/** One stage of one deployment that can be resolved. */
export interface LintScene extends Scene {
  readonly deployment: string;
  readonly stage: Stage;
  readonly run: Run;
}

/** What the rules look at. */
export interface Context {
  readonly map: ReleaseMap;
  readonly lock: ImageLock;
  /** ISO day. Where it is not given, no rule asks for it: a deployment never reads a clock. */
  readonly today?: string;
  readonly scenes: readonly LintScene[];
}

export type Finding = Pick<Problem, "message" | "remedy"> & { readonly said: Said };

/** One thing that a map may do wrong. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** Why it matters. */
  readonly why: string;
  readonly find: (context: Context) => readonly Finding[];
}

export function contextOf(map: ReleaseMap, lock: ImageLock, today?: string): Context {
  const scenes = [...map.deployments.values()].flatMap((deployment) =>
    [...deployment.run].flatMap(([name, run]): LintScene[] => {
      const stage = map.stages.get(name);
      const scene = stage && sceneOf(map, deployment.name, name);
      return scene ? [{ ...scene, deployment: deployment.name, stage, run }] : [];
    }),
  );
  return { map, lock, scenes, ...(today ? { today } : {}) };
}

/** The stages of a deployment that can be compared, those of one level together, in order. */
export function levelsOf(map: ReleaseMap, { run }: Deployment): readonly (readonly StageRun[])[] {
  const runs = [...run].flatMap(([name, entry]): StageRun[] => {
    const stage = map.stages.get(name);
    const release = map.supported.get(entry.release);
    return stage && release ? [{ stage, run: entry, release }] : [];
  });
  const levels = Map.groupBy(runs, ({ stage }) => stage.level);
  return [...levels].sort(([a], [b]) => a - b).map(([, group]) => group);
}

export interface StageRun {
  readonly stage: Stage;
  readonly run: Run;
  readonly release: SupportedRelease;
}

export const listed = (names: Iterable<string>) => [...names].join(", ");
