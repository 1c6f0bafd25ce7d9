import type { Choice, Group, Override, ReleaseMap } from "../mapModel.ts";
import { choicesAt } from "../selection.ts";
import { groupsOf } from "./names.ts";
import { type Context, type Finding, listed, type Rule } from "./rule.ts";

const runs = (map: ReleaseMap) => [...map.deployments.values()].flatMap(({ run }) => [...run]);

function unusedShared({ map }: Context): readonly Finding[] {
  const used = new Set<Group>([...map.deployments.values()].flatMap(({ layers }) => layers));
  return [...map.shared.values()]
    .filter((group) => !used.has(group))
    .map((said) => ({
      said,
      message: `No deployment is like ${said.name}.`,
      remedy: `Take it away, or write like: ${said.name} in a deployment.`,
    }));
}

/** What a shared entry says is judged only if somebody is like it; the entry itself is reported otherwise. */
const usedGroups = ({ map }: Context): readonly Group[] => {
  const used = new Set<Group>([...map.deployments.values()].flatMap(({ layers }) => layers));
  return groupsOf(map).filter((group) => used.has(group));
};

function unusedOverrides(context: Context): readonly Finding[] {
  const used = new Set<Override>();
  for (const { drafts, overrides } of context.scenes) {
    for (const { application } of drafts) {
      for (const { entry } of overrides.get(application) ?? []) used.add(entry);
    }
  }
  return usedGroups(context)
    .flatMap(({ overrides }) => overrides)
    .filter((override) => !used.has(override))
    .map((said) => ({
      said,
      message: `This override of ${said.application} holds nowhere: no stage with ${wanted(said)} has it.`,
      remedy: "Take it away, widen it, or add the application.",
    }));
}

const wanted = ({ release, deployment, stage }: Override) => {
  const narrowing = [release, deployment, stage].filter((one) => one !== undefined);
  return narrowing.length > 0 ? listed(narrowing) : "this deployment's applications";
};

function unusedChoices(context: Context): readonly Finding[] {
  const useful = new Set<Choice>();
  for (const { spot, release } of context.scenes) {
    for (const { entry } of choicesAt(spot)) {
      const core = release.applications[entry.application]?.core === true;
      if (core !== entry.wanted) useful.add(entry);
    }
  }
  return usedGroups(context)
    .flatMap(({ choices }) => choices)
    .filter((choice) => !useful.has(choice))
    .map((said) => ({
      said,
      message: said.wanted
        ? `${said.application} is there anyway: every release that runs here has it in its core.`
        : `${said.application} is not there anyway: no release that runs here has it in its core.`,
      remedy: "Take the entry away.",
    }));
}

export const unusedRules: readonly Rule[] = [
  {
    id: "release-unused",
    severity: "warning",
    why: "A patch level that nobody runs looks as if it protected somebody.",
    find: ({ map }) => {
      const used = new Set(runs(map).map(([, { release }]) => release));
      return [...map.releases]
        .filter(([name]) => map.supported.has(name) && !used.has(name))
        .map(([name, said]) => ({
          said,
          message: `No deployment runs ${name}.`,
          remedy: "Take the entry away.",
        }));
    },
  },
  {
    id: "stage-unused",
    severity: "warning",
    why: "It looks as if something passed it.",
    find: ({ map }) => {
      if (!map.ownStages) return [];
      const used = new Set(runs(map).map(([stage]) => stage));
      return [...map.stages.values()]
        .filter(({ name }) => !used.has(name))
        .map((said) => ({
          said,
          message: `No deployment has the stage ${said.name}.`,
          remedy: "Take it away.",
        }));
    },
  },
  { id: "shared-unused", severity: "warning", why: "Nobody has it.", find: unusedShared },
  {
    id: "override-unused",
    severity: "warning",
    why: "It was meant to hold somewhere.",
    find: unusedOverrides,
  },
  { id: "choice-unused", severity: "warning", why: "It was meant to change something.", find: unusedChoices },
  {
    id: "floating-unused",
    severity: "warning",
    why: "A permission that nobody needs is found by the one who should not.",
    find: ({ map }) => {
      const images = new Set(groupsOf(map).flatMap(({ overrides }) => overrides.map(({ image }) => image)));
      return map.allowFloating
        .filter(({ image }) => !images.has(image))
        .map((said) => ({
          said,
          message: `No override gives the image ${said.image}.`,
          remedy: "Take the entry away.",
        }));
    },
  },
];
