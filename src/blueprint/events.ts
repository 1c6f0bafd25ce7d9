import { error, type Problem } from "../documents/problem.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import { pathText } from "../settings/written.ts";

/** Somebody who is told what happens has to be there. */
export const consumerProblems = (
  applications: readonly { readonly name: string }[],
  { file, sourceOf }: LoadedDeployment,
  { events: { consumers } }: Settings,
): readonly Problem[] =>
  consumers.flatMap(({ application }, index) => {
    if (applications.some(({ name }) => name === application)) return [];
    const path = ["events", "consumers", index, "application"];
    const { layer: _, ...place } = sourceOf(path);
    return [
      error("consumer-absent", {
        place: { file, ...place },
        path: `arboretum:${pathText(path)}`,
        message: `The deployment has no ${application}, so nobody would hear.`,
        remedy: `Add it in release-map.yaml: applications: { add: [${application}] }`,
      }),
    ];
  });
