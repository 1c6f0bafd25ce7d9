import type { Command } from "./command.ts";

type Load = () => Promise<{ readonly command: Command }>;

/** Every command, in the order of the help. Only the one that is used is loaded. */
export const commands: Readonly<Record<string, Load>> = {
  preview: () => import("./commands/preview.ts"),
  check: () => import("./commands/check.ts"),
  render: () => import("./commands/render.ts"),
  matrix: () => import("./commands/matrix.ts"),
  settings: () => import("./commands/settings.ts"),
  configuration: () => import("./commands/configuration.ts"),
  blueprint: () => import("./commands/blueprint.ts"),
  lti: () => import("./commands/lti.ts"),
  capacity: () => import("./commands/capacity.ts"),
  schema: () => import("./commands/schema.ts"),
  images: () => import("./commands/images.ts"),
  lock: () => import("./commands/lock.ts"),
  kinds: () => import("./commands/kinds.ts"),
  resources: () => import("./commands/resources.ts"),
  doctor: () => import("./commands/doctor.ts"),
  recover: () => import("./commands/recover.ts"),
  upgrade: () => import("./commands/upgrade.ts"),
  restore: () => import("./commands/restore.ts"),
  "search-key": () => import("./commands/searchKey.ts"),
  state: () => import("./commands/state.ts"),
  sandbox: () => import("./commands/sandbox.ts"),
};

/** What people may type. `resources` is for the comparison with another revision alone. */
export const shownNames = Object.keys(commands).filter((name) => name !== "resources");

/** All that people use, loaded. */
export async function everyCommand(): Promise<readonly Command[]> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  return loaded.map(({ command }) => command).filter(({ hidden }) => !hidden);
}
