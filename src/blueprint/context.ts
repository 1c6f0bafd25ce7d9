import { type Address, addressesOf } from "../catalog/addresses.ts";
import type { Apart, SecretNeed } from "../catalog/application.ts";
import { catalog } from "../catalog/catalog.ts";
import type { Context } from "../catalog/context.ts";
import { placeText } from "../documents/explain.ts";
import { isLastStage } from "../releases/lookups.ts";
import type { Resolution } from "../releases/resolve.ts";
import type { LoadedDeployment, SettledDeployment } from "../settings/load.ts";
import { isThere } from "./applications.ts";
import {
  applicationImage,
  imagesBefore,
  microFrontends,
  publishedImage,
  pulled,
  storeServer,
} from "./images.ts";
import { placed } from "./namespaces.ts";
import { offersOf, type Project, sharedOf } from "./project.ts";
import { versionsOf } from "./secrets.ts";

/** All that the catalogue may know about a stack. */
export function contextOf(
  project: Project,
  loaded: SettledDeployment,
  resolution: Resolution,
  needs: readonly SecretNeed[],
): Context {
  const { settings } = loaded;
  const { deployment, stage, release, applications } = resolution;
  const shared = sharedOf(project, settings);
  const home = placed(resolution);
  const apartOf = (component: string) => catalog.find(({ name }) => name === component)?.apart;
  return {
    deployment,
    stage,
    lastStage: isLastStage(project.map, stage),
    namespace: home(),
    release,
    settings,
    offers: offersOf(project, settings),
    stores: addressesOf(settings, shared),
    shared,
    has: (application) => isThere(application, applications),
    imagesBefore: (application) => imagesBefore(application, resolution),
    microFrontends: microFrontends(resolution),
    imageOf: (application) => applicationImage(application, resolution),
    mirrored: (image) => pulled(image, settings.images, project.lock),
    publishedImage: (name) => publishedImage(name, release),
    serverImage: (kind) => storeServer(kind, release).image,
    // Pods of every namespace of the deployment know this name; the short one is known in its own alone.
    hostOf: (component) => (apartOf(component) ? `${component}.${home(apartOf(component))}.svc` : component),
    versionOf: versionsOf(needs, settings),
    saidAt: (path) => sourceText(loaded, path),
  };
}

const isInside = ({ endpoints }: Address) => endpoints.some(({ kind }) => kind === "component");

/** What lives apart finds a store by its full name alone: the short one is known in the namespace of the stores. */
export function seenFrom(apart: Apart | undefined, context: Context): Context {
  if (apart === undefined) return context;
  const full = (host: string) => `${host}.${context.namespace}.svc`;
  const stores = Object.entries(context.stores).map(([name, address]) => [
    name,
    isInside(address) ? { ...address, host: full(address.host) } : address,
  ]);
  return { ...context, stores: Object.fromEntries(stores) as Context["stores"] };
}

function sourceText({ sourceOf }: LoadedDeployment, path: readonly string[]): string {
  const { layer, line, column } = sourceOf(path);
  return line === undefined ? layer : placeText({ file: layer, line, ...(column ? { column } : {}) });
}
