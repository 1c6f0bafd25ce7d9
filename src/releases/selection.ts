import type { Choice } from "./map-model.ts";
import { type Ranked, ranked, type Spot } from "./overrides.ts";
import type { SupportedRelease } from "./release.ts";
import type { Reason } from "./resolution.ts";

const byCore = (release: string): Reason => ({
  field: "deployment",
  text: `${release} has it in its core.`,
});

/**
 * The applications of a deployment: the platform and the micro-frontends of the release's core, what the map adds,
 * less what it removes. Of several entries about one application, the narrowest decides.
 */
export function selection(spot: Spot, release: SupportedRelease): ReadonlyMap<string, Reason> {
  const choices = new Map<string, Choice>();
  for (const { entry } of choicesAt(spot)) {
    if (!choices.has(entry.application)) choices.set(entry.application, entry);
  }
  const chosen = new Map<string, Reason>();
  for (const [application, { core }] of Object.entries(release.applications)) {
    const choice = choices.get(application);
    if (choice?.wanted ?? core) {
      chosen.set(application, choice === undefined ? byCore(release.name) : byMap(choice));
    }
  }
  for (const [application, choice] of choices) {
    if (choice.wanted && !chosen.has(application)) chosen.set(application, byMap(choice));
  }
  return chosen;
}

const byMap = ({ place, path }: Choice): Reason => ({
  field: "deployment",
  text: `${path} adds it.`,
  place,
});

export const choicesAt = (spot: Spot): readonly Ranked<Choice>[] => ranked(spot, ({ choices }) => choices);
