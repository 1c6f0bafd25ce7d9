import { type Problem, warning } from "../documents/problem.ts";
import type { Draft } from "./draft.ts";

/** A theme that is built into the image and that nobody chooses is seen by nobody. */
export function themeProblems({
  resolution: { theme, deployment },
  loaded: { file, settings },
}: Draft): readonly Problem[] {
  if (theme === undefined || settings.site.theme !== undefined) return [];
  return [
    warning("theme-unused", {
      place: { file },
      path: "arboretum:site.theme",
      message: `A theme is built into the images of ${deployment}, and the site does not show it.`,
      remedy: "Write the name of its folder in the image.",
    }),
  ];
}
