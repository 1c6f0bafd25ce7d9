import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import { CONSUMERS } from "../../catalog/backups/processes.ts";
import { manage } from "../../catalog/edxapp/pods.ts";
import { placeText } from "../../documents/explain.ts";
import { isKnown } from "../../releases/release.ts";
import type { Preflight, UpgradeStep } from "../../releases/upgradeEdge.ts";
import type { Backups } from "../../settings/sections/backups.ts";
import { secondsOf } from "../../settings/shapes.ts";
import type { Hop } from "../../upgrade/hops.ts";
import type { StageHop } from "../../upgrade/plan.ts";
import { isElsewhere } from "../../vocabulary/store.ts";
import { hand, type Run, runIn, type Step } from "../step.ts";

/** What one stage does for one hop. */
export interface StageSteps {
  readonly before: readonly Step[];
  readonly update: readonly Step[];
  /** What nobody has to do, because the update does it. */
  readonly itself: readonly string[];
  readonly after: readonly Step[];
  readonly back: readonly Step[];
}

/** `told` is what changes, in a few words. Nothing where the stack cannot be composed as it is. */
export function stageSteps(hop: Hop, stage: StageHop, told: string): StageSteps | undefined {
  const { blueprint, loaded } = stage.stacks?.before ?? {};
  const settings = loaded?.kind === "deployment" ? loaded.settings : undefined;
  if (blueprint?.kind !== "deployment" || settings === undefined) return undefined;
  const { from, to, edge } = hop;
  const run = runIn(blueprint);
  const up: Step = { by: "pulumi", arguments: ["up", "--stack", stage.stack], why: told };
  const where = placeText(stage.place);
  const byHand = edge.steps.filter((step) => isByHand(step, blueprint));
  const stepsOf = (when: UpgradeStep["when"]) =>
    byHand.filter((step) => step.when === when).flatMap((step) => stepOf(step, run));
  const waits = settings.change.migrations.start === "byHand";
  return {
    before: [
      ...stage.after.map((earlier) => hand(`${earlier} runs ${to.name}, and was looked at.`)),
      ...edge.preflight.flatMap((question) => asked(question, run)),
      ...stepsOf("before"),
      ...rehearsed(stage, settings.backups),
      ...saved(settings.backups, to.name, run),
    ],
    update: [
      ...stepsOf("during"),
      hand(
        `At ${where} ${stage.stage} is to run ${to.name}. npx arboretum preview --against main shows every change, check --against main what it would lose.`,
      ),
      up,
      ...(waits
        ? [hand("Each migration waits until somebody says the word: docs/runbooks/migrations.md.")]
        : []),
    ],
    itself: edge.steps.filter((step) => !byHand.includes(step)).map(({ what }) => what),
    after: [
      ...stepsOf("after"),
      hand(
        "Log in, open a course, answer a problem, publish a change in Studio, and look at the dashboards for an hour.",
      ),
    ],
    back: [
      hand(`Before the point of no return: let ${where} say ${from.name} again.`),
      { ...up, why: `the images of ${from.name}` },
      hand(
        `After it only what was saved leads back: npx arboretum restore ${stage.stack}, with arboretum:change: { restored: ${from.name} } in its stack file.`,
      ),
    ],
  };
}

/** Whoever runs a server of their own does there what the update would do to ours. */
const isByHand = ({ by, store }: UpgradeStep, { stores }: DeploymentBlueprint): boolean =>
  by === "hand" || stores.some((one) => one.kind === store && isElsewhere(one));

function stepOf({ what, slow, commands = [] }: UpgradeStep, run: Run): readonly Step[] {
  const long = slow ? " It takes long." : "";
  const lines = commands.map((command) => ({ command, words: command.split(" ") }));
  return [
    hand(`${what}${long}`),
    ...lines.map(({ command, words: [whose = "", ...words] }) =>
      whose === "lms" || whose === "cms" ? managed(whose, words, what, run) : hand(command),
    ),
  ];
}

const managed = (whose: "lms" | "cms", words: readonly string[], why: string, run: Run): Step =>
  run(why, "exec", `deployment/${whose}`, "--", ...manage(whose, ...words));

/** A question that a query answers is asked; the others somebody has to answer who knows the site. */
function asked({ asks, why, sql }: Preflight, run: Run): readonly Step[] {
  if (sql === undefined) return [hand(`${asks} ${why}`)];
  const program = `from django.db import connection; asked = connection.cursor(); asked.execute("${sql}"); print(*asked.fetchall(), sep="\\n")`;
  return [managed("lms", ["shell", "-c", program], `${asks} It prints those. ${why}`, run)];
}

/** Migrations that ran on a copy are known to run, and for how long. */
function rehearsed({ stacks }: StageHop, backups: Backups | undefined): readonly Step[] {
  const drill = backups?.drill;
  const image = stacks?.after.resolution?.applications.get("edx-platform")?.image;
  if (!drill?.on || image === undefined || !isKnown(image) || drill.migrations === image) return [];
  return [
    hand(
      `Let the drill run the migrations on a copy first, and read how long they took: arboretum:backups: { drill: { migrations: "${image}" } }, then start the CronJob ${CONSUMERS.drill}.`,
    ),
  ];
}

function saved(backups: Backups | undefined, release: string, run: Run): readonly Step[] {
  if (backups === undefined)
    return [hand("Save the databases: this stack has no arboretum:backups, and nothing else leads back.")];
  const job = `before-${release}`;
  const longest = `--timeout=${secondsOf(backups.longest)}s`;
  return [
    run("a set of just before", "create", "job", job, `--from=cronjob/${CONSUMERS.backup}`),
    run("until its end", "wait", "--for=condition=complete", `job/${job}`, longest),
  ];
}
