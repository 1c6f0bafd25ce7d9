import type { Choice } from "./mapModel.ts";
import { type Ranked, ranked, type Spot } from "./overrides.ts";
import type { SupportedRelease } from "./release.ts";

/**
 * The applications of a deployment: the platform and the micro-frontends of the release's core, what the map adds,
 * less what it removes. Of several entries about one application, the narrowest decides;
 * none decides about what the core has.
 */
export function selection(spot: Spot, release: SupportedRelease): ReadonlyMap<string, Choice | undefined> {
  const choices = new Map<string, Choice>();
  for (const { entry } of choicesAt(spot)) {
    if (!choices.has(entry.application)) choices.set(entry.application, entry);
  }
  const chosen = new Map<string, Choice | undefined>();
  for (const [application, { core }] of Object.entries(release.applications)) {
    const choice = choices.get(application);
    if (choice?.wanted ?? core) chosen.set(application, choice);
  }
  for (const [application, choice] of choices) {
    if (choice.wanted && !chosen.has(application)) chosen.set(application, choice);
  }
  return chosen;
}

export const choicesAt = (spot: Spot): readonly Ranked<Choice>[] => ranked(spot, ({ choices }) => choices);
