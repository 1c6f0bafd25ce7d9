import type { Application } from "../catalog/application.ts";
import { catalog } from "../catalog/catalog.ts";
import type { Configuration } from "../catalog/configuration.ts";
import { OCTAVE } from "../catalog/notebooks/profiles.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import { applications as known, MFE_IMAGE } from "../releases/applications.ts";
import { isUnknown } from "../releases/release.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { LoadedDeployment } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import type { Draft } from "./draft.ts";
import { versionOf } from "./images.ts";

/** Whether the release map resolves an application, or a micro-frontend of the image that they share. */
export const isThere = (builtFrom: string, applications: Resolution["applications"]): boolean =>
  builtFrom === MFE_IMAGE
    ? [...applications.values()].some(({ kind }) => kind === "mfe")
    : applications.has(builtFrom);

/** What the catalogue has of what the release map resolves. */
export const present = (
  all: readonly Application[],
  { applications }: Resolution,
  settings: Settings,
): readonly Application[] =>
  all
    .filter(({ builtFrom }) => isThere(builtFrom, applications))
    .map((application) => settled(application, settings));

/** An application with the secrets that follow from the settings. */
const settled = (application: Application, settings: Settings): Application =>
  application.moreSecrets
    ? {
        ...application,
        secrets: [...(application.secrets ?? []), ...application.moreSecrets(settings)],
      }
    : application;

/** Applications that cannot run because nobody knows an image of them. */
export const imageProblems = (
  here: readonly Application[],
  resolution: Resolution,
  { file }: LoadedDeployment,
): readonly Problem[] =>
  here.flatMap(({ name, builtFrom }) => {
    const { deployment, stage } = resolution;
    const image = versionOf(builtFrom, resolution)?.image;
    if (!isUnknown(image)) return [];
    return [
      error("image-unknown", {
        place: { file },
        message: `No image of ${builtFrom} is known, and ${name} runs it: ${image.unknown}`,
        remedy:
          builtFrom === MFE_IMAGE
            ? `Build one of all micro-frontends, and lock it in images.lock.yaml under images.${deployment}.${stage}.${MFE_IMAGE}.`
            : `Name one in release-map.yaml: overrides: [{ application: ${builtFrom}, image: "<registry>/<name>:<tag>" }]`,
      }),
    ];
  });

/** Settings that an application cannot do without, and that nobody has said. */
export const settingProblems = (
  { name, required = {} }: Application,
  { values }: Configuration,
  { file }: LoadedDeployment,
): readonly Problem[] =>
  Object.entries(required)
    .filter(([setting]) => !(setting in values))
    .map(([setting, remedy]) =>
      error("setting-missing", {
        place: { file },
        path: `arboretum:django.${name}.${setting}`,
        message: `${name} needs ${setting}, and only you can know it.`,
        remedy,
      }),
    );

/** Applications that run, and that nobody should begin with. */
export const deprecationProblems = ({ applications, resolution }: Draft): readonly Problem[] =>
  applications.flatMap(({ builtFrom }) => {
    const why = resolution.release.applications[builtFrom]?.deprecated;
    const place = resolution.applications
      .get(builtFrom)
      ?.because.find(({ field }) => field === "deployment")?.place;
    return why === undefined
      ? []
      : [
          warning("application-deprecated", {
            ...(place ? { place } : {}),
            message: `${builtFrom}: ${why}`,
            remedy: "It runs as long as a release has it. Begin nothing new with it.",
          }),
        ];
  });

/** An image that servers of learners run is run by the hub. */
const isRun = (application: string): boolean =>
  application === OCTAVE || catalog.some(({ builtFrom }) => builtFrom === application);

/** Services that the map adds and the catalogue does not have: they are resolved, locked and built, and run nowhere. */
export const absentProblems = ({ resolution }: Draft): readonly Problem[] =>
  [...resolution.applications.values()].flatMap(({ application, kind, unsupported, because }) => {
    // One that nobody knows and that says nothing of itself is a slip of the pen, which lint names.
    const isKnown = known.has(application) || unsupported !== undefined;
    if (kind !== "service" || !isKnown || isRun(application)) return [];
    const place = because.find(({ field }) => field === "deployment")?.place;
    return [
      warning("application-not-deployed", {
        ...(place ? { place } : {}),
        message: `${application} is in the map, and this version of Arboretum does not deploy it.`,
        remedy: "It is resolved and its image is built. Whatever runs it has to come from elsewhere.",
      }),
    ];
  });
