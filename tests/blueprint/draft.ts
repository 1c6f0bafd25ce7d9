import type { Draft } from "../../src/blueprint/draft.ts";
import type { SettledDeployment } from "../../src/settings/load.ts";
import { loadWith } from "../settings/files.ts";

/** As much of a deployment as a case looks at. */
export const draftOf = (parts: { readonly [Key in keyof Draft]?: unknown }): Draft => parts as Draft;

/** The settings of a deployment that says the least there is, and these lines. */
export function settledWith(lines: string): SettledDeployment {
  const loaded = loadWith(lines);
  if (loaded.kind !== "deployment" || !loaded.settings) throw new Error(JSON.stringify(loaded.problems));
  return { ...loaded, settings: loaded.settings };
}
