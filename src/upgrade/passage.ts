import type { Composition } from "../blueprint/compose.ts";
import type { Project } from "../blueprint/project.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import type { Standing } from "../render/exchange.ts";
import { carriedOver } from "./losses.ts";
import { moveProblems } from "./moves.ts";
import { releaseProblems } from "./releaseChanges.ts";
import { standingOf } from "./standing.ts";

/** The rule that a stack breaks which is another deployment now. */
export const RENAMED = "deployment-renamed";

/** What stands against the way of some stacks from another revision to this one, beside what the plan of their objects shows. */
export function passageProblems(
  project: Project,
  compositions: readonly Composition[],
  before: readonly Standing[] | undefined,
): readonly Problem[] {
  if (before === undefined) return [untold];
  const { map } = project;
  return compositions.flatMap((composition) => {
    const now = standingOf(project, composition);
    const was = before.find(({ stack }) => stack === composition.stack);
    if (now === undefined || was === undefined || map === undefined) return [];
    if (was.deployment !== now.deployment) return [renamed(was, now)];
    return [
      ...releaseProblems(was, now, map, restoredIn(composition)),
      ...moveProblems(was, now, carriedOver(composition)),
    ];
  });
}

function restoredIn({ loaded }: Composition): string | undefined {
  return loaded.kind === "deployment" ? loaded.settings?.change.restored : undefined;
}

const untold = warning("revision-older", {
  message:
    "The other revision is older than this check and does not tell its releases or where its data is: whether a release goes back, or a store moves, nobody has looked.",
});

const renamed = ({ deployment: was }: Standing, { stack, deployment: is }: Standing): Problem =>
  error(RENAMED, {
    stack,
    message: `${stack} was ${was} and is ${is} now: databases, buckets and namespaces are called after the deployment, so a rename starts empty, and those of ${was} are left behind.`,
    remedy: `Call it ${was} again: what learners see is arboretum:site.name. To move it, restore a backup of ${was} into ${is}: docs/runbooks/restore.md.`,
  });
