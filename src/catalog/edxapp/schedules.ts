import type { Schedule } from "../../vocabulary/workload.ts";
import type { ApplicationContext, Context } from "../context.ts";
import { hasSaml, METADATA } from "./identity.ts";
import { commandPod, manage } from "./pods.ts";

/** A command that a site needs again and again. Times are UTC, off the full hour: everybody else's jobs start then. */
interface Periodic {
  readonly name: string;
  readonly cron: string;
  /** Run one after the other. */
  readonly commands: (context: Context) => readonly (readonly string[])[];
  /** Seconds after which a run is given up. */
  readonly longest: number;
  /** Whether it sends mail itself; others only put tasks on a queue. */
  readonly sends?: true;
  /** Whether it asks another service at its public address. */
  readonly asks?: true;
  /** Default: always. */
  readonly when?: (context: Context) => boolean;
}

const HOUR = 3600;
const hasMail = ({ settings }: Context) => settings.mail !== undefined;
const hasDigests = (context: Context) =>
  hasMail(context) && context.release.dialect.emailDigests === "schedule";

/** Each of these sends nothing until somebody turns it on for the site (Schedule config, in the administration). */
const REMINDERS = [
  "send_recurring_nudge",
  "send_upgrade_reminder",
  "send_course_update",
  "send_course_next_section_update",
];

const PERIODIC: readonly Periodic[] = [
  {
    name: "lms-expired-tokens",
    cron: "23 3 * * *",
    commands: () => [["edx_clear_expired_tokens"]],
    longest: 6 * HOUR,
  },
  {
    name: METADATA,
    // Providers change their keys, and say the new one some days before.
    cron: "53 */6 * * *",
    commands: () => [["saml", "--pull"]],
    longest: HOUR,
    when: hasSaml,
  },
  {
    name: "lms-programs",
    // The LMS shows what it has in its cache and asks nobody. A cache forgets, and that of a new release is empty.
    cron: "43 * * * *",
    commands: ({ settings }) => [["cache_programs", "--domain", settings.edge.domain]],
    longest: HOUR,
    asks: true,
    when: (context) => context.has("discovery"),
  },
  {
    name: "lms-reminders",
    cron: "41 6 * * *",
    // Without a host they run for every site, and the row of Studio is one.
    commands: ({ settings }) => REMINDERS.map((command) => [command, settings.edge.domain]),
    longest: 2 * HOUR,
    when: hasMail,
  },
  {
    name: "lms-goal-reminders",
    // It writes to those for whom it is day; in four hours nobody's day passes.
    cron: "17 */4 * * *",
    commands: () => [["goal_reminder_email"]],
    longest: 3 * HOUR,
    sends: true,
    // Its mails lead to the micro-frontend.
    when: (context) => hasMail(context) && context.has("learning"),
  },
  {
    name: "lms-daily-digest",
    cron: "7 7 * * *",
    commands: () => [["send_email_digest", "Daily"]],
    longest: HOUR,
    when: hasDigests,
  },
  {
    name: "lms-weekly-digest",
    cron: "37 7 * * 1",
    commands: () => [["send_email_digest", "Weekly"]],
    longest: HOUR,
    when: hasDigests,
  },
];

const here = (context: Context): readonly Periodic[] =>
  PERIODIC.filter(({ when = () => true }) => when(context));

/** Names of the components, and of those among them that send mail or ask other services. */
export const periodicNames = (context: Context) => ({
  all: here(context).map(({ name }) => name),
  sending: here(context).flatMap(({ name, sends }) => (sends ? [name] : [])),
  asking: here(context).flatMap(({ name, asks }) => (asks ? [name] : [])),
});

export const periodic = (context: ApplicationContext): readonly Schedule[] =>
  here(context).map(({ name, cron, commands, longest }) => ({
    name,
    cron,
    longest,
    retries: 1,
    pod: commandPod("lms", context, inTurn(commands(context))),
  }));

/** If one fails, the others have their turn all the same, and the run has failed. */
function inTurn(commands: readonly (readonly string[])[]): readonly string[] {
  const [only, ...others] = commands.map((command) => manage("lms", ...command));
  if (only !== undefined && others.length === 0) return only;
  const lines = [only ?? [], ...others].map((command) => `${command.join(" ")} || failed=1`);
  return ["sh", "-c", ["failed=0", ...lines, 'exit "$failed"'].join("\n")];
}
