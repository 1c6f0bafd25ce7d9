import { error, type Problem } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Draft } from "./draft.ts";

/** Somebody who is told what happens has to be there. */
export const consumerProblems = ({ applications, loaded }: Draft): readonly Problem[] =>
  loaded.settings.events.consumers.flatMap(({ application }, index) => {
    if (applications.some(({ name }) => name === application)) return [];
    return [
      error("consumer-absent", {
        ...saidAt(loaded, ["events", "consumers", index, "application"]),
        message: `The deployment has no ${application}, so nobody would hear.`,
        remedy: `Add it in release-map.yaml: applications: { add: [${application}] }`,
      }),
    ];
  });
