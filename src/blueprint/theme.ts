import { type Problem, warning } from "../documents/problem.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";

/** A theme that is built into the image and that nobody chooses is seen by nobody. */
export function themeProblems(
  { theme, deployment }: Resolution,
  { file }: LoadedDeployment,
  { site }: Settings,
): readonly Problem[] {
  if (theme === undefined || site.theme !== undefined) return [];
  return [
    warning("theme-unused", {
      place: { file },
      path: "arboretum:site.theme",
      message: `A theme is built into the images of ${deployment}, and the site does not show it.`,
      remedy: "Write the name of its folder in the image.",
    }),
  ];
}
