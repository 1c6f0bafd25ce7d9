import { didYouMean } from "../documents/nearest.ts";
import { error, isError, type Problem } from "../documents/problem.ts";
import { type Resolution, resolve } from "../releases/resolve.ts";
import type { Loaded, LoadedDeployment, LoadedPlatform } from "../settings/load.ts";
import { composeDeployment } from "./deployment.ts";
import type { Blueprint } from "./model.ts";
import { composePlatform } from "./platform.ts";
import { platformProblems } from "./platformProblems.ts";
import type { Project } from "./project.ts";

/** A stack, composed: its blueprint, or the reasons why there is none. */
export interface Composition {
  readonly stack: string;
  readonly loaded: Loaded;
  readonly resolution?: Resolution;
  readonly blueprint?: Blueprint;
  /** What is wrong with this stack. What is wrong with the whole project is the project's to say. */
  readonly problems: readonly Problem[];
}

/** Settings × release × catalogue: everything that a stack is, as plain data. */
export function compose(project: Project, stack: string): Composition {
  const loaded = project.settingsOf(stack);
  return loaded.kind === "platform" ? platform(loaded) : deployment(project, loaded);
}

function platform(loaded: LoadedPlatform): Composition {
  const { stack, settings, problems } = loaded;
  if (settings === undefined) return { stack, loaded, problems };
  const all = [...problems, ...platformProblems({ ...loaded, settings })];
  return {
    stack,
    loaded,
    problems: all,
    ...(all.some(isError) ? {} : { blueprint: composePlatform(stack, settings) }),
  };
}

function deployment(project: Project, loaded: LoadedDeployment): Composition {
  const { stack } = loaded;
  const { resolution, problems: unresolved } = resolutionOf(project, loaded);
  const problems = [...loaded.problems, ...unresolved];
  // Lint says why a release cannot be deployed, and so it is not said again for each stack.
  if (loaded.settings === undefined || resolution?.release.use !== "deployable") {
    return { stack, loaded, problems, ...(resolution ? { resolution } : {}) };
  }
  const composed = composeDeployment(project, { ...loaded, settings: loaded.settings }, resolution);
  const all = [...problems, ...composed.problems].map((problem) => ({ ...problem, stack }));
  return {
    stack,
    loaded,
    resolution,
    problems: all,
    ...(composed.blueprint && !all.some(isError) ? { blueprint: composed.blueprint } : {}),
  };
}

/** What the release map says about the deployment and the stage that the stack is named after. */
function resolutionOf(
  { map, lock }: Project,
  { name, file, stack }: LoadedDeployment,
): { readonly resolution?: Resolution; readonly problems: readonly Problem[] } {
  // A map that cannot be read is the project's problem, and one of them is enough.
  if (map === undefined || name?.kind !== "deployment") return { problems: [] };
  const refused = (rule: string, message: string, remedy: string) => ({
    problems: [error(rule, { place: { file }, stack, message, remedy })],
  });
  const deployment = name.deployment ?? map.default?.deployment;
  if (deployment === undefined) {
    return refused(
      "deployment-unnamed",
      `The stack "${stack}" names no deployment, and the release map has no default.`,
      `Call it <deployment>.${name.stage}, or say \`default: <deployment>\` in ${map.file}.`,
    );
  }
  const entry = map.deployments.get(deployment);
  if (entry === undefined) {
    const known = [...map.deployments.keys()];
    return refused(
      "deployment-unknown",
      `There is no deployment "${deployment}" in ${map.file}.${didYouMean(deployment, known)}`,
      `One of: ${known.join(", ")}`,
    );
  }
  const stages = [...entry.run.keys()];
  if (!stages.includes(name.stage)) {
    return refused(
      "stage-unknown",
      `"${name.stage}" is not a stage of ${deployment}.${didYouMean(name.stage, stages)}`,
      `One of: ${stages.join(", ")}. Stages are listed in ${map.file}.`,
    );
  }
  const resolution = resolve(map, deployment, name.stage, lock);
  return { problems: [], ...(resolution ? { resolution } : {}) };
}
