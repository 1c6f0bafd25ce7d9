import { error, type Problem } from "../documents/problem.ts";
import type { Change } from "../render/change.ts";
import { isPlatform, readStackName } from "../settings/stackName.ts";
import { type StackChanges, visible } from "./stackChanges.ts";

/**
 * A stack that the other revision has and this one does not. What it keeps goes on running, and nobody updates, saves or watches it any
 * more. One that keeps nothing may go.
 */
export function goneProblems(gone: StackChanges, all: readonly StackChanges[]): readonly Problem[] {
  const { stack } = gone;
  const changes = visible(gone.changes);
  const kept = changes.filter(isKept);
  if (kept.length === 0) return [];
  const heirs = all.filter((other) => isNew(other) && isStageOf(other.stack, stack));
  const renamed = heirs.map(
    (heir) =>
      ` ${heir.stack} is new and ${stack} is gone: a rename starts empty, for everything is called after the deployment.`,
  );
  return [
    error("stack-gone", {
      stack,
      message: `${stack} is gone, and of its ${changes.length} objects ${kept.length} hold what nobody can make again.${renamed.join("")}`,
      remedy: remedyFor(stack),
    }),
  ];
}

const isKept = ({ verdict, refused }: Change): boolean => verdict === "keep" || refused !== undefined;

const isNew = ({ changes }: StackChanges): boolean =>
  changes.length > 0 && changes.every(({ verdict }) => verdict === "create");

function isStageOf(one: string, other: string): boolean {
  const [here, there] = [one, other].map((stack) => readStackName(stack).name);
  return here?.kind === "deployment" && there?.kind === "deployment" && here.stage === there.stage;
}

const remedyFor = (stack: string): string =>
  isPlatform(stack)
    ? "Put its file back. Deployments count on it until each of them has gone: docs/runbooks/take-down.md."
    : `Put its file and its entry in the release map back. To let it go on purpose, first merge and deploy arboretum:keep: { data: false, namespaces: false, secrets: false } in it, then \`pulumi destroy --stack ${stack}\`, then take it away: docs/runbooks/take-down.md.`;
