import { type Composition, compose } from "../blueprint/compose.ts";
import type { Problem } from "../documents/problem.ts";
import type { Call } from "./command.ts";
import { existing, open } from "./project.ts";

/** One stack, composed, with everything that stands against it. */
export interface Single {
  readonly composition: Composition;
  readonly problems: readonly Problem[];
}

export function composeOne(call: Call, named: string): Single {
  const { project, problems } = open(call);
  const composition = compose(project, existing(project, named));
  return { composition, problems: [...problems, ...composition.problems] };
}
