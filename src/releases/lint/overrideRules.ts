import { applications } from "../applications.ts";
import { refOf, runtimeOf, sameRuntime } from "../draft.ts";
import { isLastStage } from "../lookups.ts";
import type { Override } from "../mapModel.ts";
import { FIELDS, type Ranked, tiesOf } from "../overrides.ts";
import { choicesAt } from "../selection.ts";
import { groupsOf } from "./names.ts";
import type { Context, Finding, LintScene, Rule } from "./rule.ts";

const named = ({ application, release, deployment, stage }: Override) =>
  [application, release, deployment, stage].filter((one) => one !== undefined).join(", ");

function ties({ scenes }: Context): readonly Finding[] {
  return scenes.flatMap(({ overrides, deployment, stage }) =>
    [...overrides.values()].flatMap((group) =>
      tiesOf(group).map(({ field, first, second }) => ({
        said: second,
        message: `${first.path} and ${second.path} are equally narrow, and say different things about the ${field} of ${first.application} for ${deployment} in ${stage.name}.`,
        remedy: "Narrow one of them further, by release, deployment or stage.",
      })),
    ),
  );
}

function choiceTies({ scenes }: Context): readonly Finding[] {
  return scenes.flatMap(({ spot, deployment, stage }) => {
    const groups = Map.groupBy(choicesAt(spot), ({ entry }) => entry.application);
    return [...groups.values()].flatMap(([first, ...others]) =>
      others
        .filter(({ entry, rank }) => rank === first?.rank && entry.wanted !== first.entry.wanted)
        .map(({ entry }) => ({
          said: entry,
          message: `${entry.application} is both added and removed for ${deployment} in ${stage.name}.`,
          remedy: "Keep one of them, or narrow one further.",
        })),
    );
  });
}

function originWithoutRef({ scenes }: Context): readonly Finding[] {
  return scenes.flatMap(({ drafts }) =>
    drafts.flatMap(({ application, effective: { origin, ref } }) =>
      origin !== undefined && ref === undefined
        ? [
            {
              said: origin,
              message: `${application} comes from ${origin.origin}, and nothing says from which branch there.`,
              remedy: "Write branch, tag or commit beside origin: a fork need not have the release's.",
            },
          ]
        : [],
    ),
  );
}

/** What would hold for a field if the overrides from here on said nothing. */
function defaultOf(scene: LintScene, application: string, field: "origin" | "ref" | "image"): unknown {
  const known = applications.get(application);
  if (field === "origin") return known?.repository;
  if (field === "image") return scene.release.images[known?.image ?? application];
  return refOf(scene.map, scene.spot, scene.release, application, {}).ref;
}

function changesNothing(
  scene: LintScene,
  override: Override,
  wider: readonly Ranked<Override>[],
): readonly string[] {
  const { application } = override;
  const below = (field: "origin" | "ref" | "image" | "runtime") =>
    wider.find(({ entry }) => entry[field] !== undefined)?.entry[field];
  const fields = (["origin", "ref", "image"] as const).filter((field) => {
    const wanted = override[field];
    const otherwise = below(field) ?? defaultOf(scene, application, field);
    return wanted !== undefined && JSON.stringify(wanted) === JSON.stringify(otherwise);
  });
  // A fork has to say its branch, also where it is called like upstream's.
  const ofFork = override.origin !== undefined && !fields.includes("origin");
  const idle = ofFork ? fields.filter((field) => field !== "ref") : fields;
  const kind = applications.get(application)?.kind ?? "service";
  const published = below("runtime") ?? runtimeOf(scene.release, application, kind);
  const same = override.runtime !== undefined && sameRuntime(override.runtime, published as string);
  return same ? [...idle, "runtime"] : idle;
}

/** A field counts only if it changes nothing anywhere: elsewhere it may be what makes the difference. */
function equalToDefault({ scenes }: Context): readonly Finding[] {
  const everywhere = new Map<Override, readonly string[]>();
  for (const scene of scenes) {
    for (const group of scene.overrides.values()) {
      for (const [index, { entry }] of group.entries()) {
        const same = changesNothing(scene, entry, group.slice(index + 1));
        everywhere.set(entry, everywhere.get(entry)?.filter((field) => same.includes(field)) ?? same);
      }
    }
  }
  return [...everywhere].flatMap(([override, fields]) =>
    fields.map((field) => ({
      said: override,
      message: `The ${field} of ${override.application} is the same without this entry.`,
      remedy: `Take ${field} away, unless you mean to hold it there whatever comes.`,
    })),
  );
}

const plain = ({ place: _place, path: _path, why: _why, ...rest }: Override) => JSON.stringify(rest);

function twice({ map }: Context): readonly Finding[] {
  return groupsOf(map).flatMap(({ overrides }) =>
    [...Map.groupBy(overrides, plain).values()].flatMap(([first, ...others]) =>
      others.map((said) => ({
        said,
        message: `${said.path} says the same as ${first?.path}.`,
        remedy: "Keep one of them.",
      })),
    ),
  );
}

/** A source that only the last stage has, although an earlier one runs the same release. */
function untested({ map, scenes }: Context): readonly Finding[] {
  return scenes.flatMap((scene) => {
    if (!isLastStage(map, scene.stage.name)) return [];
    return scene.drafts.flatMap(({ application, effective }) => {
      const said = effective.ref ?? effective.origin ?? effective.image;
      const alone = said?.stage === scene.stage.name && !said.hotfix;
      if (!alone || scene.stage.level === 0) return [];
      return [
        {
          said,
          message: `${scene.deployment} runs ${application} in ${scene.stage.name} as no earlier stage does.`,
          remedy: "Give it to an earlier stage too, or write hotfix: true and why.",
        },
      ];
    });
  });
}

export const overrideRules: readonly Rule[] = [
  {
    id: "override-tie",
    severity: "error",
    why: "Which of them wins would be chance.",
    find: ties,
  },
  {
    id: "choice-tie",
    severity: "error",
    why: "Which of them wins would be chance.",
    find: choiceTies,
  },
  {
    id: "origin-without-ref",
    severity: "error",
    why: "The release's branch need not exist in a fork, or is something else there.",
    find: originWithoutRef,
  },
  {
    id: "override-empty",
    severity: "error",
    why: "It was meant to change something.",
    find: ({ map }) =>
      groupsOf(map).flatMap(({ overrides }) =>
        overrides
          .filter((override) => FIELDS.every((field) => override[field] === undefined))
          .map((said) => ({
            said,
            message: `This override (${named(said)}) changes nothing.`,
            remedy: "Say what differs: origin, branch, tag, commit, image, digest, runtime or translations.",
          })),
      ),
  },
  {
    id: "override-twice",
    severity: "warning",
    why: "Whoever changes one of them wonders why nothing happens.",
    find: twice,
  },
  {
    id: "override-default",
    severity: "warning",
    why: "It looks like a difference and is none, until the release moves on.",
    find: equalToDefault,
  },
  {
    id: "override-untested",
    severity: "warning",
    why: "Nobody has tested it before it reaches the last stage.",
    find: untested,
  },
];
