import type { Backups } from "../../settings/sections/backups.ts";
import { secondsOf } from "../../settings/shapes.ts";
import type { Schedule } from "../../vocabulary/workload.ts";
import { accountOn } from "./accounts.ts";
import { CONSUMERS } from "./processes.ts";
import { mongodbServer, mysqlServer } from "./servers.ts";
import {
  FILES,
  forLogs,
  forNothing,
  HOME,
  key,
  mongodbStep,
  mount,
  mysqlStep,
  pod,
  type Step,
  step,
  storageStep,
  type Workshop,
} from "./steps.ts";

const days = (length: string): string => String(Math.ceil(secondsOf(length) / 86_400));

/** How what only reads gets to MySQL, and with which key it seals what it has read. */
const readingMysql = ({ context }: Workshop): Pick<Step, "environment" | "files"> => ({
  environment: mysqlServer(context, accountOn("mysql", "reader", context), `${HOME}/mysql`),
  files: [key, mount(FILES.mysql, "mysql")],
});

/** Everything that is saved, in the order that keeps references whole: rows first, then content, then the files that both name. */
export function backup(workshop: Workshop): Schedule {
  return {
    name: CONSUMERS.backup,
    cron: workshop.said.schedule,
    longest: secondsOf(workshop.said.longest),
    // A set is complete or it is none, so that trying again harms nothing.
    retries: 2,
    pod: pod([
      mysqlStep(workshop, "mysql", {
        program: "dump-mysql.sh",
        ...readingMysql(workshop),
      }),
      mongodbStep(workshop, "mongodb", {
        program: "dump-mongodb.sh",
        environment: mongodbServer(
          workshop.context,
          accountOn("mongodb", "reader", workshop.context),
          `${HOME}/mongodb`,
        ),
        files: [key, mount(FILES.mongodb, "mongodb")],
      }),
      storageStep(workshop, CONSUMERS.backup, "buckets", { program: "finish.sh" }),
    ]),
  };
}

/** What was written since the last time, so that a restore is of any moment. */
export const logs = (workshop: Workshop, said: NonNullable<Backups["binaryLogs"]>): Schedule => ({
  name: CONSUMERS.logs,
  cron: said.schedule,
  longest: secondsOf(said.longest),
  // What was not saved now is saved the next time.
  retries: 0,
  pod: pod([
    storageStep(workshop, CONSUMERS.logs, "known", { program: "known-logs.sh", place: forLogs(workshop) }),
    step(workshop, "mysql", workshop.context.mirrored(said.image), {
      program: "logs-mysql.sh",
      place: forLogs(workshop),
      ...readingMysql(workshop),
    }),
    storageStep(workshop, CONSUMERS.logs, "send", { program: "send-logs.sh", place: forLogs(workshop) }),
  ]),
});

/** A copy elsewhere, complete in itself. */
export const offsite = (workshop: Workshop, said: NonNullable<Backups["offsite"]>): Schedule => ({
  name: CONSUMERS.offsite,
  cron: said.schedule,
  longest: 24 * 3600,
  retries: 2,
  pod: pod([
    storageStep(workshop, CONSUMERS.offsite, "offsite", {
      program: "offsite.sh",
      environment: {
        OFFSITE: `offsite/${said.bucket}`,
        ...(said.expiry ? {} : { KEEP_OFFSITE: days(workshop.said.keep.offsite) }),
      },
    }),
  ]),
});

/** Lets go of sets that are past their time. Whoever writes backups cannot delete one, and this can do nothing else. */
export const expiry = (workshop: Workshop): Schedule => {
  const { binaryLogs, keep, offsite: elsewhere } = workshop.said;
  const { daily, weekly, monthly, schedule } = keep;
  return {
    name: CONSUMERS.expiry,
    cron: schedule,
    longest: 3600,
    retries: 2,
    pod: pod([
      storageStep(workshop, CONSUMERS.expiry, "expire", {
        program: "expire.sh",
        place: forNothing,
        environment: {
          KEEP_DAILY: days(daily),
          KEEP_WEEKLY: days(weekly),
          KEEP_MONTHLY: days(monthly),
          ...(binaryLogs ? { BINARY_LOGS: "yes" } : {}),
          ...(elsewhere?.expiry
            ? { OFFSITE: `offsite/${elsewhere.bucket}`, KEEP_OFFSITE: days(keep.offsite) }
            : {}),
        },
      }),
    ]),
  };
};
