import type { MicroFrontend } from "../catalog/context.ts";
import { namedByOperator } from "../catalog/stores/operatorImages.ts";
import { standIns } from "../catalog/stores/standIns.ts";
import type { ServerName, StoreServer } from "../catalog/stores/store.ts";
import type { ImageLock } from "../releases/lock.ts";
import { isUnknown, type SupportedRelease } from "../releases/release.ts";
import type { ApplicationVersion, Resolution } from "../releases/resolve.ts";
import type { Images } from "../settings/sections/images.ts";
import type { Settings } from "../settings/settings.ts";
import { mirrored } from "../vocabulary/mirror.ts";
import { REGISTRY_LOGIN } from "../vocabulary/secret.ts";
import type { Draft } from "./draft.ts";
import { everywhere } from "./everywhere.ts";
import type { DeploymentBlueprint } from "./model.ts";
import { type Project, platformSettingsOf } from "./project.ts";
import { registryLogin } from "./registryLogin.ts";

/** Where images come from. What a platform says of its mirror counts for every deployment on it that names none. */
export function imagesOf(project: Project, settings: Settings): Images {
  const { images } = settings;
  const registry = images.registry ?? platformSettingsOf(project, settings)?.images.registry;
  return registry === undefined ? images : { ...images, registry };
}

/** An image as the cluster pulls it: from the mirror where there is one, and with the content that is locked. */
export function pulled(image: string, { registry, login }: Images, { digestOf }: ImageLock): string {
  const digest = image.includes("@") || namedByOperator(image) ? undefined : digestOf(image);
  const there = mirrored(image, registry, login?.registry);
  return digest === undefined ? there : `${there}@${digest}`;
}

/** A part of a blueprint with every image as the cluster pulls it, whoever has named it. */
export function pulledFrom<Part>(part: Part, images: Images, lock: ImageLock): Part {
  const asWritten = images.registry === undefined && Object.keys(lock.answers.digests).length === 0;
  return asWritten
    ? part
    : everywhere(part, isRun, (run) => ({ ...run, image: pulled(run.image, images, lock) }));
}

/** Containers, servers and what stands before them; a setting of an application may be called an image too. */
const isRun = (value: object): value is { readonly image: string } =>
  "image" in value && typeof value.image === "string" && "resources" in value;

/** What the release map resolves for what an application is built from. All micro-frontends share one image, unless one has its own. */
export const versionOf = (builtFrom: string, { applications }: Resolution): ApplicationVersion | undefined =>
  applications.get(builtFrom) ??
  [...applications.values()].find(
    ({ imageKey, imageFrom }) => imageKey === builtFrom && imageFrom !== "given",
  );

/** Whether it is known is asked before (`imageProblems`); a deployment without it is not put together. */
export function applicationImage(builtFrom: string, resolution: Resolution): string {
  const image = versionOf(builtFrom, resolution)?.image;
  // Where each micro-frontend brings an image of its own, whatever serves files serves them.
  if (image === undefined) return publishedImage("caddy", resolution.release);
  return isUnknown(image) ? "" : image;
}

export const imagesBefore = (builtFrom: string, resolution: Resolution): readonly string[] =>
  versionOf(builtFrom, resolution)?.before ?? [];

export const microFrontends = ({ applications }: Resolution): readonly MicroFrontend[] =>
  [...applications.values()]
    .filter(({ kind }) => kind === "mfe")
    .map(({ application, path = application, image, imageFrom }) => ({
      name: application,
      path,
      published: imageFrom === "published",
      ...(imageFrom === "given" && !isUnknown(image) ? { image } : {}),
    }));

/** An image that a release is published with beside its applications. Every deployable release names those that are asked for. */
export function publishedImage(name: string, release: SupportedRelease): string {
  const image = release.images[name];
  if (image === undefined || isUnknown(image)) throw new Error(`${release.name} names no image ${name}`);
  return image;
}

export function storeServer(name: ServerName, release: SupportedRelease): StoreServer {
  const server = release.stores[name] ?? standIns[name];
  // Every deployable release has these; a release without one would be a mistake in its file, not in a setting.
  if (server === undefined) throw new Error(`${release.name} names no ${name}`);
  return {
    image: server.image,
    version: server.version,
    arguments: server.arguments ?? [],
  };
}

/** How the cluster may pull: by a Secret that is there, or by one that is made from a login. */
export function pulling({ pullSecret, login }: Images): Pick<DeploymentBlueprint, "pullSecret" | "login"> {
  if (login) return { pullSecret: REGISTRY_LOGIN, login: registryLogin(login) };
  return pullSecret ? { pullSecret } : {};
}

/** The first stage follows what moves; from then on the same image runs until somebody changes it. */
export function floating({ project: { map }, context }: Draft): DeploymentBlueprint["mayFloat"] {
  const { stage, settings } = context;
  if (map?.stages.get(stage)?.level === 0) return "everything";
  return [...settings.images.floating, ...(map?.allowFloating ?? []).map(({ image }) => image)];
}
