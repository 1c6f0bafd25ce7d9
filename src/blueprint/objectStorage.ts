import { CHOSEN } from "../catalog/storage/purposes.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import type { Project } from "./project.ts";

/** How long learners' work is kept is nobody's default: where learners are, somebody has to have chosen it. */
export function retentionProblems(
  { map }: Project,
  { stage }: Resolution,
  { file, sourceOf }: LoadedDeployment,
  { objectStorage }: Settings,
): readonly Problem[] {
  if (objectStorage === undefined || [...(map?.stages.keys() ?? [])].at(-1) !== stage) return [];
  const missing = CHOSEN.filter((what) => objectStorage.keep[what] === undefined);
  if (missing.length === 0) return [];
  const path = ["objectStorage", "keep"];
  return [
    error("retention-unsaid", {
      place: { file, ...sourceOf(path) },
      path: `arboretum:${path.join(".")}`,
      message: `Nobody has said how long ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} kept, and ${stage} has those of learners.`,
      remedy: `Ask whoever answers for it, and write keep: { ${missing.map((what) => `${what}: <400d, 5y, forever>`).join(", ")} }.`,
    }),
  ];
}
