import type { Command } from "./command.ts";

type Load = () => Promise<{ readonly command: Command }>;

/** Every command, in the order of the help. Only the one that is used is loaded. */
export const commands: Readonly<Record<string, Load>> = {
  preview: () => import("./commands/preview.ts"),
  doctor: () => import("./commands/doctor.ts"),
};
