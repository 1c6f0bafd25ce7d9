import type { StoreServer } from "../catalog/stores/store.ts";
import { isUnknown, type SupportedRelease } from "../releases/release.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { Images } from "../settings/sections/images.ts";
import type { Store } from "../vocabulary/store.ts";

const DOCKER_HUB = "docker.io/";

/** An image as the cluster pulls it: from the mirror of the settings where it is published on Docker Hub. */
const mirrored = (image: string, { registry }: Images): string =>
  registry && image.startsWith(DOCKER_HUB) ? `${registry}/${image.slice(DOCKER_HUB.length)}` : image;

/** Whether it is known is asked before (`imageProblems`); a deployment without it is not put together. */
export function applicationImage(application: string, { applications }: Resolution, images: Images): string {
  const image = applications.get(application)?.image;
  return image === undefined || isUnknown(image) ? "" : mirrored(image, images);
}

/** An image that a release is published with beside its applications. Every deployable release names those that are asked for. */
export function publishedImage(name: string, release: SupportedRelease, images: Images): string {
  const image = release.images[name];
  if (image === undefined || isUnknown(image)) throw new Error(`${release.name} names no image ${name}`);
  return mirrored(image, images);
}

export function storeServer(kind: Store["kind"], release: SupportedRelease, images: Images): StoreServer {
  const server = release.stores[kind];
  // Every deployable release has these four; a release without one would be a mistake in its file, not in a setting.
  if (server === undefined) throw new Error(`${release.name} names no ${kind}`);
  return {
    image: mirrored(server.image, images),
    version: server.version,
    arguments: server.arguments ?? [],
  };
}
