import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import { backupsOf, environmentsOf } from "./told.ts";

/** The rehearsal of once a year, with the names of this stack: what no CronJob can try. */
export function checklistText(blueprint: DeploymentBlueprint): string {
  const { stack, identity, home, secrets, hosts } = blueprint;
  const told = environmentsOf(backupsOf(blueprint));
  const [rto, offsite] = ["RTO_SECONDS", "OFFSITE"].map((name) => told.find((one) => name in one)?.[name]);
  const lost = secrets.filter(({ loss }) => loss === "irreplaceable").map(({ name }) => `\`${name}\``);
  const site = hosts.find(({ component }) => component === "lms")?.host ?? stack;
  const box = (text: string) => `- [ ] ${text}`;
  const lines = [
    `# Rehearsal of a restore: ${identity.deployment}, ${identity.stage}`,
    "",
    `Day: ____  Led by: ____  Restored by: ____ (somebody who has never done it)  Clock: ____`,
    "",
    "## People",
    "",
    box("Who decides to restore, and who when they are away: ____, ____. Called, and they answered."),
    box(`Who tells learners of ${site}, and with which words. The notice is written.`),
    box("Who is told before: examination office, privacy officer, support. Numbers: ____"),
    box("Who does it at three in the morning: ____. Their access works without anybody else."),
    "",
    "## From the backups",
    "",
    box(`\`npx arboretum restore ${stack} --list\` shows a set of last night.`),
    box(
      `It is restored into a cluster of its own, from the page alone, with a clock. Time: ____${rto ? ` (the RTO is ${hours(rto)})` : ""}`,
    ),
    box("A user logs in, a course opens, a grade and an uploaded file are there, a certificate verifies."),
    box(`One course: \`npx arboretum restore ${stack} --course <key> --run\`, and its import in Studio.`),
    "",
    "## As if more were gone",
    "",
    box(
      offsite
        ? `The first store: from \`${offsite.replace(/^offsite\//, "")}\` of the second, with an account that somebody still has.`
        : "The first store. There is no second one: who has answered for that, and do they still? ____",
    ),
    box(
      `The backend of Pulumi: the stack \`${stack}\` from its copy, with the passphrase from where it is kept.`,
    ),
    box(`Out of that copy alone: ${lost.join(", ")}.`),
    box(`The cluster: namespace \`${home}\` grows from this program alone, and waits for its data.`),
    "",
    "## Afterwards",
    "",
    box(
      "Whoever was erased since the backup is erased again: the list of retirements is kept apart, at ____",
    ),
    box("What was made for the rehearsal is gone, with the data of learners in it."),
    box("What was wrong on the page is mended. Next rehearsal: ____"),
    "",
  ];
  return lines.join("\n");
}

const hours = (seconds: string): string => `${Math.round(Number(seconds) / 360) / 10} h`;
