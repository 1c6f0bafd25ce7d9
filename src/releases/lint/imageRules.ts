import { applications, MFE_IMAGE } from "../applications.ts";
import { type Inputs, isBuilt } from "../inputs.ts";
import type { LockedImage } from "../lock.ts";
import { isKnown } from "../release.ts";
import { resolveScene } from "../resolve.ts";
import { type Context, type Finding, type LintScene, listed, type Rule } from "./rule.ts";

const lockedOf = (
  { lock }: Context,
  { deployment, stage }: LintScene,
  key: string,
): LockedImage | undefined => lock.find(deployment, stage.name, key);

const subject = (key: string) => (key === MFE_IMAGE ? "its micro-frontends" : key);

interface Missing {
  readonly scene: LintScene;
  readonly inputs: Inputs;
  /** The stages that miss the same image. */
  readonly stages: readonly string[];
}

const runsLockedCommit = ({ release, stage }: LintScene) => release.rolling && stage.level > 0;

/** The images of what Arboretum knows that have to be built and that the lock says nothing of; stages that miss the same are told together. */
function missing(context: Context): readonly Missing[] {
  const found = context.scenes.flatMap((scene) =>
    [...scene.inputs.values()]
      .filter(({ key }) => key === MFE_IMAGE || applications.has(key))
      .filter((inputs) => isBuilt(inputs) && lockedOf(context, scene, inputs.key) === undefined)
      .map((inputs) => ({ scene, inputs })),
  );
  const same = ({ scene, inputs: { key, sources, packages } }: (typeof found)[number]) =>
    JSON.stringify([scene.deployment, scene.release.name, runsLockedCommit(scene), key, sources, packages]);
  return [...Map.groupBy(found, same).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, stages: group.map(({ scene }) => scene.stage.name) }] : [];
  });
}

const lockPath = ({ scene, inputs, stages }: Missing) =>
  stages.map((stage) => `images.${scene.deployment}.${stage}.${inputs.key}`).join(" and ");

function notBuilt(context: Context): readonly Finding[] {
  return missing(context).flatMap((one) => {
    const { scene, inputs, stages } = one;
    const [difference] = inputs.differences;
    if (difference === undefined || runsLockedCommit(scene)) return [];
    const { deployment, run } = scene;
    const more = inputs.differences.length > 1 ? ` and ${inputs.differences.length - 1} more` : "";
    return [
      {
        said: difference.said ?? run,
        message: `${deployment} wants ${subject(inputs.key)} in ${listed(stages)} with ${difference.text}${more}, and ${context.lock.file} has no image that was built so.`,
        remedy: `A source changes what is built, not what runs. Build it and lock it under ${lockPath(one)}.`,
      },
    ];
  });
}

function unknownImages(context: Context): readonly Finding[] {
  return missing(context)
    .filter(({ scene, inputs }) => inputs.differences.length === 0 && !runsLockedCommit(scene))
    .map((one) => {
      const { scene, inputs, stages } = one;
      const [first] = inputs.drafts;
      const given = inputs.key === MFE_IMAGE ? "" : `, or give one: { application: ${inputs.key}, image: … }`;
      return {
        said: first?.choice ?? scene.run,
        message: `${scene.deployment} runs ${subject(inputs.key)} of ${scene.release.name} in ${listed(stages)}, and no image of it is known. ${inputs.unpublished}`,
        remedy: `Lock one under ${lockPath(one)}${given}.`,
      };
    });
}

function commitsNotLocked(context: Context): readonly Finding[] {
  return missing(context)
    .filter(({ scene }) => runsLockedCommit(scene))
    .map((one) => ({
      said: one.scene.run,
      message: `${one.scene.deployment} runs ${one.scene.release.name} in ${listed(one.stages)}, and ${context.lock.file} has no commit of ${subject(one.inputs.key)} for it.`,
      remedy: `Only the first stage follows the branch. Lock what it has tested under ${lockPath(one)}.`,
    }));
}

/** A version or a commit does not move; a word or a branch does. */
const tagIsFixed = (tag: string) => /\d+\.\d+|\d{4}-\d{2}-\d{2}|(?:^|[-_.])[0-9a-f]{7,40}$/.test(tag);

export function floats(image: string): boolean {
  if (image.includes("@sha256:")) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || !tagIsFixed(tag);
}

function floatingTags(context: Context): readonly Finding[] {
  const allowed = new Set(context.map.allowFloating.map(({ image }) => image));
  return context.scenes
    .filter(({ stage }) => stage.level > 0)
    .flatMap((scene) => {
      const versions = resolveScene(scene, context.lock).applications.values();
      return [...versions].flatMap(({ image, imageFrom, application }, index) => {
        if (!isKnown(image) || imageFrom === "built" || !floats(image) || allowed.has(image)) return [];
        return [
          {
            said: scene.drafts[index]?.effective.image ?? scene.run,
            message: `${application} runs from ${image} beyond the first stage, and that tag can move.`,
            remedy: "Give its digest, or name the image under allowFloating.",
          },
        ];
      });
    });
}

function nowhereToPush(context: Context): readonly Finding[] {
  const { map } = context;
  if (map.image !== undefined) return [];
  const first = missing(context).find(({ inputs }) => inputs.differences.length > 0);
  if (first === undefined) return [];
  return [
    {
      said: first.inputs.differences[0]?.said ?? first.scene.run,
      message: "Images have to be built, and nothing says where they go.",
      remedy: 'Write image: "registry.example.edu/openedx/{application}:{release}-{deployment}-{commit}".',
    },
  ];
}

export const imageRules: readonly Rule[] = [
  {
    id: "image-not-built",
    severity: "error",
    why: "A branch or origin changes what is built, not what runs.",
    find: notBuilt,
  },
  {
    id: "image-unknown",
    severity: "error",
    why: "Nothing can be started without an image, and none is guessed.",
    find: unknownImages,
  },
  {
    id: "commit-not-locked",
    severity: "error",
    why: "A rolling release changes under its name; a later stage runs what an earlier one has tested.",
    find: commitsNotLocked,
  },
  {
    id: "tag-floats",
    severity: "error",
    why: "Two pods of one Deployment can run different code.",
    find: floatingTags,
  },
  {
    id: "image-pattern-missing",
    severity: "warning",
    why: "The build has nowhere to push to.",
    find: nowhereToPush,
  },
  {
    id: "packages-missing",
    severity: "error",
    why: "The build would go without the packages.",
    find: ({ map, scenes }) =>
      scenes.flatMap(({ inputs, spot, run }) => {
        const file = inputs.get("edx-platform")?.packages;
        if (file === undefined || map.packageLists.get(file) !== undefined) return [];
        const said = spot.deployment.layers.find(({ packages }) => packages)?.packages;
        return [
          {
            said: said ?? run,
            message: `The list of packages ${file} does not exist.`,
            remedy: "Create the file, with one package a line.",
          },
        ];
      }),
  },
];
