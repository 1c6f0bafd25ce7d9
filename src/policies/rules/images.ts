import { floats } from "../../releases/lint/imageRules.ts";
import { type Rule, rule } from "../rule.ts";
import type { PodContainer, Scene } from "../scene.ts";

const hasVersion = (image = "") =>
  image.includes("@") ? /@sha256:[0-9a-f]{64}$/.test(image) : /:[^/:]+$/.test(image);

/** Containers in stages where nothing may move, but for what is allowed to by name. */
const settled = ({ blueprint, containers }: Scene): readonly PodContainer[] => {
  if (blueprint.kind !== "deployment" || blueprint.mayFloat === "everything") return [];
  const allowed = blueprint.mayFloat;
  return containers.filter(({ container: { image = "" } }) => !allowed.some((name) => isNamed(image, name)));
};

/** The settings allow `redis`, the release map allows `docker.io/redis:latest`. */
export const isNamed = (image: string, name: string): boolean => {
  const last = image.slice(image.lastIndexOf("/") + 1);
  return image === name || last.split(/[:@]/)[0] === name;
};

export const images: readonly Rule[] = [
  rule("image-version", {
    why: "Without a tag or a digest the registry decides what runs.",
    over: (scene) => scene.containers,
    holds: ({ container }) => hasVersion(container.image),
    wrong: ({ container }) =>
      `Container ${container.name} runs ${container.image ?? "no image"} without a version.`,
    remedy: "Name a tag or a digest.",
  }),
  rule("image-pinned", {
    why: "With a floating tag two pods of one Deployment can run different code.",
    over: settled,
    holds: ({ container: { image = "" } }) => !hasVersion(image) || !floats(image),
    wrong: ({ container }) => `Container ${container.name} runs ${container.image}, and that tag can move.`,
    remedy:
      "Pin it in images.lock.yaml. If it may move, name it in release-map.yaml under allowFloating, or in arboretum:images.floating.",
  }),
];
