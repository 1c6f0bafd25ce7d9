import { type Composition, compose } from "../blueprint/compose.ts";
import { duplicateHosts, sharedCookieDomains } from "../blueprint/hosts.ts";
import { openProject, type Project } from "../blueprint/project.ts";
import { sameOnOneServer } from "../blueprint/sameServer.ts";
import { readDocument } from "../documents/document.ts";
import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import { lint } from "../releases/lint.ts";
import { readStackName, stackFileOf } from "../settings/stackName.ts";
import { type Call, UsageError } from "./command.ts";

/** A project as the commands see it: its name, and what is wrong with it beside what single stacks do wrong. */
export interface Opened {
  readonly name: string;
  readonly project: Project;
  readonly problems: readonly Problem[];
}

/** Reads everything that stacks share. `--today` or the clock decides what is too old. */
export function open(call: Call): Opened {
  const project = openProject(call.root);
  const today = todayFor(call);
  const { name, problems } = projectName(call.root);
  const linted = project.map ? lint(project.map, project.lock, { today }) : [];
  return { name, project, problems: [...problems, ...project.problems, ...linted] };
}

function projectName(root: string): { readonly name: string; readonly problems: readonly Problem[] } {
  const { document, problems } = readDocument(root, "Pulumi.yaml");
  const name = (document?.value as { name?: unknown } | null | undefined)?.name;
  if (typeof name === "string" && name !== "") return { name, problems };
  const place = { file: "Pulumi.yaml" };
  const nameless = error("project-unnamed", {
    place,
    path: "name",
    message: "The project has no name.",
    remedy: "Write `name: arboretum`.",
  });
  return { name: "arboretum", problems: problems.length > 0 ? problems : [nameless] };
}

/** The option `--today` of every command that asks lint. */
export const todayOption = {
  type: "text",
  value: "YYYY-MM-DD",
  description: "The day for rules about dates, such as an override that has run out. Default: the clock.",
} as const;

export function todayFor({ text, io }: Call): string {
  const today = text("today");
  if (today === undefined) return io.now().toISOString().slice(0, 10);
  const real = new Date(`${today}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(today) && real.toJSON()?.startsWith(today)) return today;
  throw new UsageError(`--today cannot be ${JSON.stringify(today)}. Write a day such as 2026-11-21.`);
}

/** The stacks that somebody named, or all that have a file. */
export function stacksFor(project: Project, named: readonly string[]): readonly string[] {
  if (named.length > 0) return [...new Set(named.map((name) => existing(project, name)))];
  if (project.stacks.length > 0) return inOrder(project);
  throw new UsageError(`There is no stack in this project: no file is called ${stackFileOf("<stack>")}.`);
}

/** A stack that somebody named. Shells complete its file, so the name of that is understood as well. */
export function existing({ stacks }: Project, named: string): string {
  const stack = /^(?:\.\/)?Pulumi\.(.+)\.yaml$/.exec(named)?.[1] ?? named;
  if (stacks.includes(stack)) return stack;
  const choices = stacks.length > 0 ? `One of: ${stacks.join(", ")}` : "This project has no stacks.";
  throw new UsageError(`There is no stack ${JSON.stringify(stack)}.${didYouMean(stack, stacks)}\n${choices}`);
}

/** Platforms first, then the deployments in the order of the map, each in the order of the stages. */
function inOrder({ stacks, map }: Project): readonly string[] {
  const deployments = [...(map?.deployments.keys() ?? [])];
  const stages = [...(map?.stages.keys() ?? [])];
  const rank = (stack: string): readonly number[] => {
    const { name } = readStackName(stack);
    if (name?.kind !== "deployment") return [0, 0];
    const { deployment = map?.default?.deployment ?? "", stage } = name;
    return [1 + deployments.indexOf(deployment), stages.indexOf(stage)];
  };
  const ranked = stacks.map((stack) => ({ stack, rank: rank(stack) }));
  return ranked.sort((a, b) => compare(a.rank, b.rank)).map(({ stack }) => stack);
}

const compare = ([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]): number =>
  a - c || b - d;

export interface Survey extends Opened {
  readonly compositions: readonly Composition[];
}

/** Composes stacks, and compares what each takes for its own with that of every other stack of the project: hosts, buckets, databases. */
export function survey(call: Call, named: readonly string[]): Survey {
  const opened = open(call);
  const { project } = opened;
  const chosen = stacksFor(project, named).map((stack) => compose(project, stack));
  const names = new Set(chosen.map(({ stack }) => stack));
  const others = project.stacks.filter((stack) => !names.has(stack)).map((stack) => compose(project, stack));
  // Of two that collide, the later is blamed: it has to be one that somebody asked for.
  const all = [...others, ...chosen];
  const between = [...duplicateHosts(all), ...sharedCookieDomains(all), ...sameOnOneServer(all)];
  const compositions = chosen.map((composition) => ({
    ...composition,
    problems: [...composition.problems, ...between.filter(({ stack }) => stack === composition.stack)],
  }));
  return { ...opened, compositions };
}
