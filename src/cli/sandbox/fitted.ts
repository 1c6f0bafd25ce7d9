import { connectionsToAccept } from "../../blueprint/capacity.ts";
import { compose } from "../../blueprint/compose.ts";
import type { Project } from "../../blueprint/project.ts";
import { profileFor } from "../../catalog/learners.ts";
import type { Loaded } from "../../settings/load.ts";
import { type Profile, scale } from "../../settings/sections/scale.ts";

/** A project in which one stack is made for so many learners. No file changes. */
export interface Fitted {
  readonly project: Project;
  readonly profile: Profile;
  /** Connections that MySQL accepts in it. */
  readonly connections: number;
}

/** More than any deployment needs: the first look finds out how many that are. */
const PLENTY = 100_000;

/** Gives a stack the smallest profile that carries the learners, and MySQL the connections that come of it. All else stays as it is. */
export function fitted(project: Project, stack: string, learners: number): Fitted {
  const profile = profileFor(learners);
  const withConnections = (connections: number): Project => ({
    ...project,
    settingsOf: (name) =>
      name === stack ? resized(project.settingsOf(name), profile, connections) : project.settingsOf(name),
  });
  const { blueprint } = compose(withConnections(PLENTY), stack);
  const needed = blueprint?.kind === "deployment" ? connectionsToAccept(blueprint.services) : 0;
  const connections = needed === 0 ? PLENTY : Math.ceil(needed / 100) * 100;
  return { project: withConnections(connections), profile, connections };
}

function resized(loaded: Loaded, profile: Profile, maxConnections: number): Loaded {
  if (loaded.kind === "platform" || loaded.settings === undefined) return loaded;
  const { stores, ...settings } = loaded.settings;
  return {
    ...loaded,
    settings: {
      ...settings,
      scale: scale.parse({ profile, acceptUnmeasured: true }),
      stores: { ...stores, mysql: { ...stores.mysql, maxConnections } },
    },
  };
}
