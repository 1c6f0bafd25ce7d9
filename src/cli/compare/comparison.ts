import { fileURLToPath } from "node:url";
import { type Composition, compose } from "../../blueprint/compose.ts";
import { isError, type Problem, warning } from "../../documents/problem.ts";
import type { Standing } from "../../render/exchange.ts";
import { type RevisionResult, renderRevision } from "../../render/gitRevision.ts";
import { plan } from "../../render/plan.ts";
import type { Rendering } from "../../render/rendering.ts";
import type { StackChanges } from "../../upgrade/stackChanges.ts";
import type { Call } from "../command.ts";
import type { Inspection } from "../inspection.ts";
import { renderer } from "../rendered.ts";

export interface Comparison {
  /** The stack or the revision that was compared with. */
  readonly against: string;
  readonly between: "stacks" | "revisions";
  readonly stacks: readonly StackChanges[];
  /** What the stacks of the other revision run. Absent where it is too old to tell. */
  readonly standings?: readonly Standing[];
  readonly problems: readonly Problem[];
}

/** Compares what was inspected with another stack, or with the same stacks at another revision. */
export const compare = (call: Call, inspection: Inspection, against: string): Promise<Comparison> =>
  inspection.project.stacks.includes(against)
    ? compareWithStack(call, inspection, against)
    : compareWithRevision(call, inspection, against);

async function compareWithStack(call: Call, inspection: Inspection, against: string): Promise<Comparison> {
  const { name, project, compositions } = inspection;
  const other = compose(project, against);
  const comparable = compositions.filter((one) => isComparable(one, other));
  const render = await renderer(name, call.root, "preview");
  const news = await renderedOf(comparable, render);
  const { rendering, problems } = await render(other);
  const changes = rendering ? news.map((now) => changesOf(rendering, now)) : [];
  return { against, between: "stacks", stacks: changes.map(withoutNames), standings: [], problems };
}

async function compareWithRevision(
  call: Call,
  { name, compositions }: Inspection,
  revision: string,
): Promise<Comparison> {
  const news = await renderedOf(compositions, await renderer(name, call.root, "preview"));
  call.progress(`Rendering ${revision}`);
  const cli = fileURLToPath(new URL("../main.js", import.meta.url));
  const before = await renderRevision({ root: call.root, cli, revision, stacks: call.arguments });
  const told = before.standings ? { standings: before.standings } : {};
  return { against: revision, between: "revisions", ...withRevision(news, before), ...told };
}

/** Those that can be rendered, one after the other. */
async function renderedOf(
  compositions: readonly Composition[],
  render: Awaited<ReturnType<typeof renderer>>,
): Promise<readonly Rendering[]> {
  const all: Rendering[] = [];
  for (const composition of compositions) {
    const { rendering } = await render(composition);
    if (rendering) all.push(rendering);
  }
  return all;
}

/** A platform has nothing in common with a deployment, and a stack is no different from itself. */
const isComparable = (one: Composition, other: Composition): boolean =>
  one.stack !== other.stack && one.loaded.kind === other.loaded.kind;

/** What changes from another revision to now, as far as that one could be rendered. */
export function withRevision(
  news: readonly Rendering[],
  { renderings, problems }: RevisionResult,
): Pick<Comparison, "stacks" | "problems"> {
  if (renderings.size === 0 && problems.some(isError)) return { stacks: [], problems };
  // What is wrong over there is not wrong here, and perhaps the very thing that is being mended; of what was odd there nobody has to hear.
  const errors = problems.filter(isError);
  const told = errors.map((problem) => ({ ...problem, severity: "warning" as const }));
  const unknown = news.filter(
    ({ stack }) =>
      !renderings.has(stack) && errors.some((one) => one.stack === undefined || one.stack === stack),
  );
  const compared = news.filter((now) => !unknown.includes(now));
  const gone = [...renderings.values()].filter(({ stack }) => news.every((now) => now.stack !== stack));
  return {
    stacks: [
      ...compared.map((now) => changesOf(renderings.get(now.stack) ?? nothing(now), now)),
      ...gone.map((before) => changesOf(before, nothing(before))),
    ],
    problems: [...told, ...unknown.map(({ stack }) => incomparable(stack))],
  };
}

const incomparable = (stack: string): Problem =>
  warning("revision-unavailable", {
    stack,
    message: `${stack} cannot be compared: it could not be rendered at the other revision.`,
  });

const nothing = (rendering: Rendering): Rendering => ({ ...rendering, resources: [] });

const changesOf = (before: Rendering, after: Rendering): StackChanges => ({
  stack: after.stack,
  changes: plan(before, after).filter(({ verdict }) => verdict !== "same"),
});

/** That two stacks are called differently is no difference between them. */
const withoutNames = ({ stack, changes }: StackChanges): StackChanges => ({
  stack,
  changes: changes
    .map((change) => ({ ...change, paths: change.paths.filter(({ path }) => !NAMING.test(path)) }))
    .filter(({ verdict, paths }) => verdict !== "update" || paths.length > 0),
});

const NAMING = /(?:^|\.)metadata\.(?:namespace|labels\["arboretum\.dev\/(?:deployment|stage)"\])$/;
