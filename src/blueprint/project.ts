import { isError, type Problem } from "../documents/problem.ts";
import { emptyLock, type ImageLock, readImageLock } from "../releases/lock.ts";
import { type ReleaseMap, readReleaseMap } from "../releases/map.ts";
import { rememberingReader } from "../settings/layers.ts";
import { type Loaded, loadSettings } from "../settings/load.ts";
import { nothingOffered, type Offers } from "../settings/sections/offers.ts";
import type { SharedStores } from "../settings/sections/sharedStores.ts";
import type { PlatformSettings, Settings } from "../settings/settings.ts";
import { stacksIn } from "../settings/stacks.ts";

/** Everything that stacks share: the release map, the lock, the names of the stacks, and files that are read once. */
export interface Project {
  readonly root: string;
  readonly stacks: readonly string[];
  readonly map?: ReleaseMap;
  readonly lock: ImageLock;
  /** What is wrong with the map or the lock themselves. */
  readonly problems: readonly Problem[];
  readonly settingsOf: (stack: string) => Loaded;
}

/** What the platform stack of a deployment says. Nothing on a bare cluster, and where that stack cannot be read, which it says itself. */
export function platformSettingsOf(project: Project, { cluster }: Settings): PlatformSettings | undefined {
  const platform = cluster.platform === "none" ? undefined : project.settingsOf(cluster.platform);
  return platform?.kind === "platform" ? platform.settings : undefined;
}

/** What the cluster of a deployment offers. A bare cluster, and a platform stack that cannot be read, offer nothing. */
export const offersOf = (project: Project, settings: Settings): Offers =>
  platformSettingsOf(project, settings)?.offers ?? nothingOffered;

/** The servers that the platform of a deployment has for many. */
export const sharedOf = (project: Project, settings: Settings): SharedStores =>
  platformSettingsOf(project, settings)?.sharedStores ?? {};

export function openProject(root: string): Project {
  const { map, problems: ofMap } = readReleaseMap(root);
  const { lock, problems: ofLock } = readImageLock(root);
  const read = rememberingReader(root);
  const loaded = new Map<string, Loaded>();
  const settingsOf = (stack: string): Loaded => {
    const known = loaded.get(stack) ?? loadSettings(root, stack, read);
    loaded.set(stack, known);
    return known;
  };
  const problems = [...ofMap, ...ofLock];
  return {
    root,
    stacks: stacksIn(root),
    lock: lock ?? emptyLock,
    problems,
    settingsOf,
    ...(map && !ofMap.some(isError) ? { map } : {}),
  };
}
