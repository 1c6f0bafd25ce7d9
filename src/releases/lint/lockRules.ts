import { MFE_IMAGE } from "../applications.ts";
import { showSource } from "../draft.ts";
import { type Inputs, isBuilt } from "../inputs.ts";
import type { LockedCell, LockedImage } from "../lock.ts";
import type { Ref } from "../release.ts";
import type { Context, Finding, LintScene, Rule } from "./rule.ts";

interface Entry {
  readonly cell: LockedCell;
  readonly scene: LintScene;
  readonly inputs: Inputs | undefined;
}

/** The entries of the lock that are about something that the map has. */
function entries({ lock, scenes }: Context): readonly Entry[] {
  const byStage = new Map(scenes.map((scene) => [`${scene.deployment} ${scene.stage.name}`, scene]));
  return lock.cells.flatMap((cell) => {
    const scene = byStage.get(`${cell.deployment} ${cell.stage}`);
    return scene ? [{ cell, scene, inputs: scene.inputs.get(cell.application) }] : [];
  });
}

const otherRelease = (context: Context) =>
  entries(context).filter(({ cell, scene }) => cell.locked.release !== scene.release.name);

const isDowngrade = ({ map }: Context, { cell, scene }: Entry) =>
  (map.supported.get(cell.locked.release)?.ordinal ?? 0) > scene.release.ordinal;

/** What the lock says of a source, in the form of the map. */
function builtFrom({ sources }: LockedImage, name: string) {
  const source = sources[name];
  if (source === undefined) return undefined;
  const { origin, branch, tag, commit } = source;
  if (branch !== undefined) return { origin, ref: { kind: "branch", name: branch } as const, commit };
  if (tag !== undefined) return { origin, ref: { kind: "tag", name: tag } as const, commit };
  return { origin, ref: { kind: "commit", name: commit } as const, commit };
}

/** A commit of the map may be written short. */
const isSame = (wanted: Ref, built: Ref & { readonly kind: Ref["kind"] }, commit: string) =>
  wanted.kind === "commit"
    ? commit.startsWith(wanted.name)
    : wanted.kind === built.kind && wanted.name === built.name;

function staleSource(inputs: Inputs, locked: LockedImage): string | undefined {
  for (const [name, wanted] of Object.entries(inputs.sources)) {
    const built = builtFrom(locked, name);
    if (built === undefined) return `nothing says from what ${name} in it was built`;
    if (built.origin !== wanted.origin || !isSame(wanted.ref, built.ref, built.commit)) {
      return `its ${name} is from ${showSource(built)}, and the map says ${showSource(wanted)}`;
    }
  }
  const extra = Object.keys(locked.sources).find((name) => !(name in inputs.sources));
  return extra === undefined ? undefined : `it has ${extra} in it, and the map no longer does`;
}

function stale({ scene, cell, inputs }: Entry): string | undefined {
  const { locked } = cell;
  if (inputs === undefined || locked.release !== scene.release.name) return undefined;
  if (isBuilt(inputs)) {
    if (inputs.packagesHash !== locked.packages) return "its list of packages has changed";
    return staleSource(inputs, locked);
  }
  const published = scene.release.images[inputs.drafts[0]?.imageName ?? ""];
  return published === locked.image
    ? undefined
    : `it is ${locked.image}, and the map runs the published ${String(published)}`;
}

function unused({ map, lock, scenes }: Context): readonly Finding[] {
  const byStage = new Map(scenes.map((scene) => [`${scene.deployment} ${scene.stage.name}`, scene]));
  return lock.cells.flatMap(({ deployment, stage, application, locked }) => {
    const known = map.deployments.get(deployment)?.run.has(stage);
    const scene = byStage.get(`${deployment} ${stage}`);
    if (known && (scene === undefined || scene.inputs.has(application))) return [];
    const what = known
      ? `${deployment} runs no ${application} of its own in ${stage}`
      : `the map has no ${stage} of ${deployment}`;
    return [{ said: locked, message: `This image is for nothing: ${what}.`, remedy: "Take the entry away." }];
  });
}

const nameOf = ({ image, digest }: LockedImage) => (digest ? `${image}@${digest}` : image);

export const lockRules: readonly Rule[] = [
  {
    id: "lock-release",
    severity: "error",
    why: "The image of one release would run with the settings of another.",
    find: (context) =>
      otherRelease(context)
        .filter((entry) => !isDowngrade(context, entry))
        .map(({ cell, scene }) => ({
          said: cell.locked,
          message: `This image of ${cell.application} is for ${cell.locked.release}, and the map runs ${scene.release.name} here.`,
          remedy: "Build it for this release and lock it again.",
        })),
  },
  {
    id: "lock-downgrade",
    severity: "error",
    why: "Migrations lead forward only.",
    find: (context) =>
      otherRelease(context)
        .filter((entry) => isDowngrade(context, entry))
        .map(({ cell, scene }) => ({
          said: scene.run,
          message: `${scene.deployment} ran ${cell.locked.release} in ${scene.stage.name}, and the map goes back to ${scene.release.name}.`,
          remedy: "No release goes back. Restore a backup from before the upgrade, or go forward.",
        })),
  },
  {
    id: "lock-stale",
    severity: "error",
    why: "What runs would not be what the map says.",
    find: (context) =>
      entries(context).flatMap((entry) => {
        const reason = stale(entry);
        const what = entry.cell.application === MFE_IMAGE ? "the micro-frontends" : entry.cell.application;
        return reason === undefined
          ? []
          : [
              {
                said: entry.cell.locked,
                message: `This image of ${what} is out of date: ${reason}.`,
                remedy: "Build it again and lock it.",
              },
            ];
      }),
  },
  {
    id: "digest-missing",
    severity: "error",
    why: "Beyond the first stage an image is what was tested, bit by bit.",
    find: (context) =>
      entries(context)
        .filter(({ cell, scene }) => scene.stage.level > 0 && cell.locked.digest === undefined)
        .map(({ cell, scene }) => ({
          said: cell.locked,
          message: `This image of ${cell.application} has no digest, and ${scene.stage.name} is not the first stage.`,
          remedy: "Write the digest that the registry tells.",
        })),
  },
  {
    id: "lock-before",
    severity: "warning",
    why: "The place of an image that pages still ask for would be taken by one that runs anyway.",
    find: (context) =>
      entries(context)
        .filter(({ cell: { locked } }) => locked.before.some((image) => image === nameOf(locked)))
        .map(({ cell }) => ({
          said: cell.locked,
          message: `This image of ${cell.application} is listed as one that ran before itself.`,
          remedy: "Take it out of before.",
        })),
  },
  {
    id: "lock-unused",
    severity: "warning",
    why: "It looks as if it ran somewhere.",
    find: unused,
  },
];
