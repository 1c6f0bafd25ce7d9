import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Draft } from "./draft.ts";

/** Whoever fetches has to be told from which queues, and these have to be there. */
export function watcherProblems({ applications, loaded }: Draft): readonly Problem[] {
  const { watcher, django } = loaded.settings;
  if (!applications.some(({ name }) => name === "xqueue-watcher")) return [];
  const refused = (path: readonly string[], message: string, remedy: string) =>
    error("queue-unwatched", { ...saidAt(loaded, path), message, remedy });
  const queues = Object.keys(watcher.queues);
  if (queues.length === 0)
    return [
      refused(
        ["watcher", "queues"],
        "xqueue-watcher runs, and nobody says from which queue it fetches.",
        "Write which, and what grades: { openedx: { handlers: [{ HANDLER: xqueue_watcher.grader.Grader, KWARGS: { grader_root: /graders } }] } }",
      ),
    ];
  const known = Object.keys((django.xqueue.XQUEUES ?? { openedx: null }) as object);
  return queues
    .filter((queue) => !known.includes(queue))
    .map((queue) =>
      refused(
        ["watcher", "queues", queue],
        `There is no queue "${queue}".${didYouMean(queue, known)}`,
        `One of: ${known.join(", ")}. Others are named in arboretum:django.xqueue.XQUEUES.`,
      ),
    );
}
