import { error, type Problem, warning } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import { most } from "../vocabulary/workload.ts";
import type { Draft } from "./draft.ts";

/** The demo course comes from the internet and is for people who try things. */
export function demoProblems({ project: { map }, context: { stage }, loaded }: Draft): readonly Problem[] {
  if (!loaded.settings.studio.demoCourse || (map?.stages.get(stage)?.level ?? 0) === 0) return [];
  return [
    error("demo-course-here", {
      ...saidAt(loaded, ["studio", "demoCourse"]),
      message: `${stage} is not the first stage, and the demo course is fetched from the internet for people who try things.`,
      remedy: "Take it out, or import the course in Studio.",
    }),
  ];
}

/** A course comes in pieces: with several pods of Studio, each may come to another, and the import fails now and then. */
export function importProblems({ services, loaded: { file, settings } }: Draft): readonly Problem[] {
  const web = services.find(({ name }) => name === "cms")?.web;
  const pods = web ? most(web.scaling) : 0;
  if (pods <= 1 || settings.studio.imports !== undefined) return [];
  return [
    warning("imports-scattered", {
      place: { file },
      path: "arboretum:studio.imports",
      message: `Studio may have ${pods} pods, and the pieces of a course that is imported meet only where they come to one of them.`,
      remedy:
        "Write { by: routing } where the gateway keeps an author on one pod, or { by: sharedVolume } with a storage class whose volumes many nodes can write to.",
    }),
  ];
}
