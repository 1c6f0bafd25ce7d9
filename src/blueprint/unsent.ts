import { type Problem, warning } from "../documents/problem.ts";
import { isLastStage } from "../releases/lookups.ts";
import type { Composition } from "./compose.ts";
import type { Project } from "./project.ts";

/** Where learners register by themselves and no mail leaves, what they are to confirm ends in a log, and they stay outside. */
export function unsentProblems(
  { map }: Project,
  { stack, loaded, resolution }: Composition,
): readonly Problem[] {
  if (loaded.kind !== "deployment" || loaded.settings === undefined || resolution === undefined) return [];
  const { mail, accounts } = loaded.settings;
  const isOpen = accounts.registration === "open" && accounts.signIn === "anyWay";
  if (!isLastStage(map, resolution.stage) || mail !== undefined || !isOpen || accounts.activation !== "mail")
    return [];
  return [
    warning("mail-unsent", {
      stack,
      place: { file: loaded.file },
      path: "arboretum:mail",
      message:
        "Whoever registers is sent a mail to confirm, and no mail leaves this deployment: it ends in a log, and nobody new gets in. No password is set anew either.",
      remedy: `Write arboretum:mail: { host: <server>, port: 587, from: <sender> } in ${loaded.file}, or arboretum:accounts: { activation: none }.`,
    }),
  ];
}
