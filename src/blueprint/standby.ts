import { error, type Problem } from "../documents/problem.ts";
import { setLine } from "../settings/encrypted.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Settings } from "../settings/settings.ts";
import { secondsOf } from "../settings/shapes.ts";
import { isPlatform } from "../settings/stackName.ts";
import type { Connection } from "../vocabulary/connection.ts";
import type { Draft } from "./draft.ts";
import type { DeploymentBlueprint, Service } from "./model.ts";

/** Whether it waits: then it answers nobody, and whatever follows a calendar is done where the learners are. */
export const waits = ({ standby }: Settings): boolean => standby !== undefined && !standby.active;

export const standbyOf = ({ standby }: Settings): Pick<DeploymentBlueprint, "standby"> =>
  standby === undefined
    ? {}
    : { standby: { ...standby, loss: secondsOf(standby.loss), time: secondsOf(standby.time) } };

/** What follows a calendar, and does not where a stack waits. */
export const resting = (services: readonly Service[], settings: Settings): readonly string[] =>
  waits(settings)
    ? services.flatMap(({ schedules }) => schedules.flatMap(({ name, byHand }) => (byHand ? [] : [name])))
    : [];

/** Two stacks that send the same reminders send them twice. What waits for a hand stays: a restore is what a standby is for. */
export const withoutCalendar = (services: readonly Service[], settings: Settings): readonly Service[] =>
  waits(settings)
    ? services.map((service) => ({
        ...service,
        schedules: service.schedules.filter(({ byHand }) => byHand),
      }))
    : services;

/** A policy for pods that never run chooses nobody. */
export const withoutResting = ({ connections, resting }: Draft): readonly Connection[] =>
  connections.filter(({ from }) => from.kind !== "component" || !resting.includes(from.name));

/** A standby that would not be one on the day when it is needed. */
export function standbyProblems({ project, loaded, needs }: Draft): readonly Problem[] {
  const { stack, settings } = loaded;
  const { standby, cluster, edge, secrets } = settings;
  if (standby === undefined) return [];
  const refused = (path: readonly string[], message: string, remedy: string): Problem =>
    error("standby-useless", { ...saidAt(loaded, path), message, remedy });
  const first = project.stacks.includes(standby.of) ? project.settingsOf(standby.of) : undefined;
  if (standby.of === stack || first?.kind !== "deployment") {
    const known = project.stacks.filter((one) => one !== stack && !isPlatform(one));
    return [
      refused(["standby", "of"], `There is no other stack "${standby.of}".`, `One of: ${known.join(", ")}.`),
    ];
  }
  // A stack that cannot be read says so itself.
  if (first.settings === undefined) return [];
  const missing = needs.filter(
    ({ name, loss }) => loss === "irreplaceable" && secrets.given[name] === undefined,
  );
  return [
    ...(first.settings.cluster.identifier === cluster.identifier
      ? [
          refused(
            ["standby", "of"],
            `${standby.of} runs on the cluster "${cluster.identifier}" as well, and falls with it.`,
            "Give this stack a cluster of its own: arboretum:cluster.",
          ),
        ]
      : []),
    ...(first.settings.edge.domain === edge.domain
      ? []
      : [
          refused(
            ["edge", "domain"],
            `Learners know ${first.settings.edge.domain}, and this stack would answer as ${edge.domain}.`,
            `Write the hosts of ${standby.of}. Until it takes over, this stack answers nobody.`,
          ),
        ]),
    ...missing.map(({ name }) =>
      refused(
        ["secrets", "given", name],
        `What ${standby.of} has written by its ${name} nobody reads here: this stack would make another one.`,
        setLine(["secrets", "given", name], stack),
      ),
    ),
  ];
}
