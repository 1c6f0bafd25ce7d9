import type { MicroFrontend } from "../catalog/context.ts";
import { standIns } from "../catalog/stores/standIns.ts";
import type { ServerName, StoreServer } from "../catalog/stores/store.ts";
import { isUnknown, type SupportedRelease } from "../releases/release.ts";
import type { ApplicationVersion, Resolution } from "../releases/resolve.ts";
import type { Images } from "../settings/sections/images.ts";

const DOCKER_HUB = "docker.io/";

/** An image as the cluster pulls it: from the mirror of the settings where it is published on Docker Hub. */
export const mirrored = (image: string, { registry }: Images): string =>
  registry && image.startsWith(DOCKER_HUB) ? `${registry}/${image.slice(DOCKER_HUB.length)}` : image;

/** What the release map resolves for what an application is built from. All micro-frontends share one image, unless one has its own. */
export const versionOf = (builtFrom: string, { applications }: Resolution): ApplicationVersion | undefined =>
  applications.get(builtFrom) ??
  [...applications.values()].find(
    ({ imageKey, imageFrom }) => imageKey === builtFrom && imageFrom !== "given",
  );

/** Whether it is known is asked before (`imageProblems`); a deployment without it is not put together. */
export function applicationImage(builtFrom: string, resolution: Resolution, images: Images): string {
  const image = versionOf(builtFrom, resolution)?.image;
  // Where each micro-frontend brings an image of its own, whatever serves files serves them.
  if (image === undefined) return publishedImage("caddy", resolution.release, images);
  return isUnknown(image) ? "" : mirrored(image, images);
}

export const imagesBefore = (builtFrom: string, resolution: Resolution, images: Images): readonly string[] =>
  (versionOf(builtFrom, resolution)?.before ?? []).map((image) => mirrored(image, images));

export const microFrontends = ({ applications }: Resolution, images: Images): readonly MicroFrontend[] =>
  [...applications.values()]
    .filter(({ kind }) => kind === "mfe")
    .map(({ application, path = application, image, imageFrom }) => ({
      name: application,
      path,
      published: imageFrom === "published",
      ...(imageFrom === "given" && !isUnknown(image) ? { image: mirrored(image, images) } : {}),
    }));

/** An image that a release is published with beside its applications. Every deployable release names those that are asked for. */
export function publishedImage(name: string, release: SupportedRelease, images: Images): string {
  const image = release.images[name];
  if (image === undefined || isUnknown(image)) throw new Error(`${release.name} names no image ${name}`);
  return mirrored(image, images);
}

export function storeServer(name: ServerName, release: SupportedRelease, images: Images): StoreServer {
  const server = release.stores[name] ?? standIns[name];
  // Every deployable release has these; a release without one would be a mistake in its file, not in a setting.
  if (server === undefined) throw new Error(`${release.name} names no ${name}`);
  return {
    image: mirrored(server.image, images),
    version: server.version,
    arguments: server.arguments ?? [],
  };
}
