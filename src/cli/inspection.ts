import type { Composition } from "../blueprint/compose.ts";
import type { Project } from "../blueprint/project.ts";
import { isError, type Problem } from "../documents/problem.ts";
import type { Rendering } from "../render/rendering.ts";
import type { Call } from "./command.ts";
import { tidy } from "./memory.ts";
import { once } from "./problems.ts";
import { survey } from "./project.ts";
import { renderer } from "./rendered.ts";
import { type Summary, summaryOf } from "./summary.ts";
import { type Timings, timingsFor } from "./timings.ts";

/** Stacks, looked at from every side. */
export interface Inspection {
  /** Name of the project. */
  readonly name: string;
  readonly project: Project;
  readonly compositions: readonly Composition[];
  readonly summaries: readonly Summary[];
  /** Those of the project and those of the stacks, each once. */
  readonly problems: readonly Problem[];
  readonly timings: Timings;
}

/**
 * Composes, lints, renders and checks the stacks that are named, or all. Whoever wants a rendering takes it while it is there: all
 * renderings of a large project together would fill the memory.
 */
export async function inspect(
  call: Call,
  named: readonly string[],
  take: (rendering: Rendering) => void = () => {},
): Promise<Inspection> {
  const timings = timingsFor(call.io);
  timings.did("load");
  const { name, project, problems: shared, compositions } = survey(call, named);
  timings.did("compose");
  const render = await renderer(name, call.root, "resolved");
  timings.did("load engine");
  const summaries: Summary[] = [];
  const problems = [...shared];
  for (const [index, composition] of compositions.entries()) {
    tidy(index);
    call.progress(`Rendering ${composition.stack}`);
    const rendered = await render(composition);
    timings.did("render");
    summaries.push(summaryOf(rendered));
    problems.push(...rendered.problems);
    if (rendered.rendering && !problems.some(isError)) take(rendered.rendering);
    timings.did("write");
  }
  return { name, project, compositions, summaries, problems: once(problems), timings };
}
