import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument as parseYaml } from "yaml";
import { profileFor } from "../catalog/learners.ts";
import { parseDocument } from "../documents/document.ts";
import { readerOf } from "../settings/layers.ts";
import { loadSettings } from "../settings/load.ts";
import type { Profile } from "../settings/sections/scale.ts";
import { stackFileOf } from "../settings/stackName.ts";
import { connectionsToAccept } from "./capacity.ts";
import { compose } from "./compose.ts";
import type { Project } from "./project.ts";

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
  const withConnections = (connections: number): Project => resized(project, stack, profile, connections);
  const { blueprint } = compose(withConnections(PLENTY), stack);
  const needed = blueprint?.kind === "deployment" ? connectionsToAccept(blueprint.services) : 0;
  const connections = needed === 0 ? PLENTY : Math.ceil(needed / 100) * 100;
  return { project: withConnections(connections), profile, connections };
}

function resized(project: Project, stack: string, profile: Profile, maxConnections: number): Project {
  const file = stackFileOf(stack);
  const read = readerOf(project.root);
  const own = parseYaml(readFileSync(join(project.root, file), "utf8"));
  own.setIn(["config", "arboretum:scale"], { profile, acceptUnmeasured: true });
  const mysql = ["config", "arboretum:stores", "mysql", "maxConnections"];
  own.setIn(mysql, maxConnections);
  const text = String(own);
  const settingsOf = (name: string) =>
    name === stack
      ? loadSettings(project.root, stack, (path) => (path === file ? parseDocument(file, text) : read(path)))
      : project.settingsOf(name);
  return { ...project, settingsOf };
}
