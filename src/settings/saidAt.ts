import type { Path } from "../documents/document.ts";
import type { Problem } from "../documents/problem.ts";
import type { LoadedDeployment } from "./load.ts";
import { pathText } from "./written.ts";

/** Where a problem of a setting stands, and how it is called there. */
export type Said = Required<Pick<Problem, "place" | "path">>;

/** Where a stack says a setting: in a layer, or in its own file, which also stands for what nobody says. */
export function saidAt({ file, sourceOf }: Pick<LoadedDeployment, "file" | "sourceOf">, path: Path): Said {
  const { layer: _, ...place } = sourceOf(path);
  return { place: { file, ...place }, path: `arboretum:${pathText(path)}` };
}
