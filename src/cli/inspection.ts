import type { Project } from "../blueprint/project.ts";
import type { Problem } from "../documents/problem.ts";
import type { Call } from "./command.ts";
import { once } from "./problems.ts";
import { survey } from "./project.ts";
import { type Rendered, renderer } from "./rendered.ts";
import { type Timings, timingsFor } from "./timings.ts";

/** Stacks, looked at from every side. */
export interface Inspection {
  /** Name of the project. */
  readonly project: string;
  readonly opened: Project;
  readonly stacks: readonly Rendered[];
  /** Those of the project and those of the stacks, each once. */
  readonly problems: readonly Problem[];
  readonly timings: Timings;
}

/** Composes, lints, renders and checks the stacks that are named, or all. */
export async function inspect(call: Call, named: readonly string[]): Promise<Inspection> {
  const timings = timingsFor(call.io);
  timings.did("load");
  const { name, project, problems, compositions } = survey(call, named);
  timings.did("compose");
  const render = await renderer(name, call.root, "resolved");
  timings.did("load engine");
  const stacks: Rendered[] = [];
  for (const composition of compositions) {
    call.progress(`Rendering ${composition.stack}`);
    stacks.push(await render(composition));
  }
  timings.did("render");
  const all = once([...problems, ...stacks.flatMap((stack) => stack.problems)]);
  return { project: name, opened: project, stacks, problems: all, timings };
}
