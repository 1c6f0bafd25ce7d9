import { error, type Problem } from "../documents/problem.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Settings } from "../settings/settings.ts";

/** Somebody who is told what happens has to be there. */
export const consumerProblems = (
  applications: readonly { readonly name: string }[],
  loaded: LoadedDeployment,
  { events: { consumers } }: Settings,
): readonly Problem[] =>
  consumers.flatMap(({ application }, index) => {
    if (applications.some(({ name }) => name === application)) return [];
    return [
      error("consumer-absent", {
        ...saidAt(loaded, ["events", "consumers", index, "application"]),
        message: `The deployment has no ${application}, so nobody would hear.`,
        remedy: `Add it in release-map.yaml: applications: { add: [${application}] }`,
      }),
    ];
  });
