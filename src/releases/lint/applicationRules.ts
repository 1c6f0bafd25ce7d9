import { didYouMean } from "../../documents/nearest.ts";
import { applications, nameOfAlias } from "../applications.ts";
import type { Choice, Override, ReleaseMap, Said } from "../mapModel.ts";
import { groupsOf } from "./names.ts";
import { type Context, type Finding, type LintScene, listed, type Rule } from "./rule.ts";

const kinds = { service: "service", mfe: "micro-frontend" } as const;

/** An application of your own has to say everything that Arboretum would know of its own. */
const isOwn = ({ kind, image, unsupported }: Override) =>
  kind !== undefined && image !== undefined && unsupported !== undefined;

function unknownApplications({ map }: Context): readonly Finding[] {
  const groups = groupsOf(map);
  const own = new Set(
    groups.flatMap(({ overrides }) => overrides.filter(isOwn).map(({ application }) => application)),
  );
  const mentions: readonly (Choice | Override)[] = groups.flatMap(({ choices, overrides }) => [
    ...choices,
    ...overrides,
  ]);
  return mentions
    .filter(({ application }) => !applications.has(application) && !own.has(application))
    .map((said) => unknownName(said.application, said));
}

function unknownName(name: string, said: Said): Finding {
  const meant = nameOfAlias.get(name);
  if (meant !== undefined) {
    return { said, message: `"${name}" is called "${meant}" here.`, remedy: `Write ${meant}.` };
  }
  const known = [...applications.keys()];
  return {
    said,
    message: `"${name}" is not an application that Arboretum knows.${didYouMean(name, known)}`,
    remedy: `One of: ${listed(known)}. For one of your own, an override says kind, image and unsupported.`,
  };
}

function notInRelease({ map, scenes }: Context): readonly Finding[] {
  return scenes.flatMap((scene) =>
    scene.drafts
      .filter(({ application }) => !(application in scene.release.applications))
      .filter(({ application, effective }) => applications.has(application) || effective.unsupported)
      .filter(({ effective }) => !(effective.unsupported && effective.image))
      .map(({ application, effective, choice }) => ({
        said: effective.unsupported ?? choice ?? scene.run,
        message: `${scene.deployment} wants ${application} in ${scene.stage.name}, and ${scene.release.name} does not have it.${whoHas(map, application)}`,
        remedy: `Take it away, or give an image of your own: { application: ${application}, image: …, unsupported: "why" }.`,
      })),
  );
}

function whoHas({ supported }: ReleaseMap, application: string): string {
  const names = [...supported.values()]
    .filter((release) => application in release.applications)
    .map(({ name }) => name);
  return names.length === 0 ? "" : ` Only ${listed(names)} ${names.length === 1 ? "has" : "have"} it.`;
}

function missingNeeds(scene: LintScene): readonly Finding[] {
  const present = new Set(scene.drafts.map(({ application }) => application));
  return scene.drafts.flatMap(({ application, choice }) =>
    (scene.release.applications[application]?.needs ?? [])
      .filter((needed) => !present.has(needed))
      .map((needed) => ({
        said: choice ?? scene.run,
        message: `${scene.deployment} has ${application} in ${scene.stage.name} without ${needed}, which it needs.`,
        remedy: `Add ${needed}, or take ${application} away.`,
      })),
  );
}

export const applicationRules: readonly Rule[] = [
  {
    id: "application-unknown",
    severity: "error",
    why: "Nothing is known of how to run it.",
    find: unknownApplications,
  },
  {
    id: "application-not-in-release",
    severity: "error",
    why: "There is no code and no image of it for this release.",
    find: notInRelease,
  },
  {
    id: "application-needs",
    severity: "error",
    why: "Without the other one it does not start, or serves nobody.",
    find: ({ scenes }) => scenes.flatMap(missingNeeds),
  },
  {
    id: "kind-wrong",
    severity: "error",
    why: "A service runs as a process of its own, a micro-frontend is a folder of files.",
    find: ({ map }) =>
      groupsOf(map).flatMap(({ overrides }) =>
        overrides.flatMap((override) => {
          const kind = applications.get(override.application)?.kind;
          if (kind === undefined || override.kind === undefined || override.kind === kind) return [];
          return [
            {
              said: override,
              message: `${override.application} is a ${kinds[kind]}, not a ${kinds[override.kind]}.`,
              remedy: "Take kind away: Arboretum knows it.",
            },
          ];
        }),
      ),
  },
  {
    id: "platform-removed",
    severity: "error",
    why: "Everything else hangs on the platform.",
    find: ({ map }) =>
      groupsOf(map).flatMap(({ choices }) =>
        choices
          .filter(({ application, wanted }) => application === "edx-platform" && !wanted)
          .map((said) => ({
            said,
            message: "A deployment without edx-platform is none.",
            remedy: "Keep it.",
          })),
      ),
  },
  {
    id: "unsupported-needless",
    severity: "warning",
    why: "It hides that the release does have the application.",
    find: ({ scenes }) =>
      scenes.flatMap(({ drafts, release }) =>
        drafts.flatMap(({ application, effective }) =>
          effective.unsupported && application in release.applications
            ? [
                {
                  said: effective.unsupported,
                  message: `${release.name} has ${application}: it is supported.`,
                  remedy: "Take unsupported away, or narrow the override.",
                },
              ]
            : [],
        ),
      ),
  },
];
