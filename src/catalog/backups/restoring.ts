import { secondsOf } from "../../settings/shapes.ts";
import type { Initial, Schedule } from "../../vocabulary/workload.ts";
import { platform } from "../edxapp/databases.ts";
import type { Variant } from "../edxapp/variant.ts";
import { bucketName } from "../storage/buckets.ts";
import { restorerOn } from "./accounts.ts";
import { PLATFORM_USER, platformEnvironment, platformMounts } from "./platform.ts";
import { CONSUMERS, type Consumer } from "./processes.ts";
import { PROGRAMS } from "./programs.ts";
import { ALONE, scratchMongodb, scratchMysql, scratchMysqlServer } from "./scratch.ts";
import { type Dumped, mongodbServer, mysqlServer, rootOf } from "./servers.ts";
import {
  FILES,
  HOME,
  key,
  mongodbStep,
  mount,
  mysqlStep,
  pod,
  run,
  type Step,
  share,
  step,
  storageStep,
  USER,
  type Workshop,
} from "./steps.ts";

export const PUSHGATEWAY_PORT = 9091;

/** A CronJob has to have times, also where it never starts by itself. */
const BY_HAND = "0 0 1 1 *";

/** What was done since the set was begun, done once more. */
function replayed(
  workshop: Workshop,
  consumer: Consumer,
  of: Pick<Step, "environment" | "files">,
): readonly Initial[] {
  const said = workshop.said.binaryLogs;
  if (said === undefined) return [];
  const image = workshop.context.mirrored(said.image);
  return [
    storageStep(workshop, consumer, "logs", { program: "fetch-logs.sh" }),
    step(workshop, "replay", image, { program: "replay-mysql.sh", ...of }),
  ];
}

/** A set on servers of the pod's own, which have no way to those of the deployment. */
function restoredApart(workshop: Workshop, consumer: Consumer): readonly Initial[] {
  const files = [key, mount(FILES.mysql, "mysql")];
  const environment = scratchMysqlServer(workshop.context);
  return [
    storageStep(workshop, consumer, "fetch", { program: "fetch.sh" }),
    scratchMysql(workshop),
    mysqlStep(workshop, "mysql", { program: "restore-mysql.sh", environment, files }),
    ...replayed(workshop, consumer, { environment, files }),
    mysqlStep(workshop, "check", {
      program: "check-mysql.sh",
      environment: { ...environment, PLATFORM_DATABASE: platformDatabase(workshop) },
      files,
    }),
    scratchMongodb(workshop),
    mongodbStep(workshop, "mongodb", {
      program: "restore-mongodb.sh",
      environment: { MONGODB_HOST: ALONE, MONGODB_PORT: "27017" },
      files: [key, mount(FILES.mongodb, "mongodb")],
    }),
  ];
}

/** Accounts and courses are in the database of the LMS, which is called otherwise on a server of many. */
const platformDatabase = ({ context: { databases } }: Workshop): string =>
  databases.mysql.find(({ password }) => password === platform.password)?.name ?? platform.name;

/** The code of the platform, on what was restored. It takes more than a dump does. */
function platformStep(
  workshop: Workshop,
  name: string,
  image: string,
  of: { readonly program: string; readonly variant: Variant; readonly environment?: Step["environment"] },
): Initial {
  const one = step(workshop, name, image, {
    program: of.program,
    environment: { ...platformEnvironment(of.variant), ...of.environment },
    files: platformMounts([of.variant]),
  });
  return { ...one, resources: share("500m", "2Gi", one.resources.scratch) };
}

/** A step that lets the drill come to its end, and say how it went. */
function attempted(step: Initial): Initial {
  const program = step.command?.at(-1);
  if (step.beside || program === undefined) return step;
  return { ...step, command: [...run("attempt.sh"), program.replace(`${PROGRAMS}/`, "")] };
}

/** The newest backup, restored on servers of the pod's own. It has no way to those of the deployment. */
export function drill(workshop: Workshop): Schedule {
  const { drill: said, rto } = workshop.said;
  const { migrations } = said;
  const migrated = migrations === undefined ? [] : (["lms", "cms"] as const);
  const steps = [
    ...restoredApart(workshop, CONSUMERS.drill),
    storageStep(workshop, CONSUMERS.drill, "clock", {
      program: "clock.sh",
      environment: { RTO_SECONDS: String(secondsOf(rto)) },
    }),
    ...migrated.map((variant) =>
      platformStep(workshop, `migrate-${variant}`, workshop.context.mirrored(migrations ?? ""), {
        program: "migrate.sh",
        variant,
      }),
    ),
  ];
  return {
    name: CONSUMERS.drill,
    cron: said.schedule,
    longest:
      secondsOf(rto) +
      3600 +
      (migrations ? secondsOf(workshop.context.settings.change.migrations.longest) : 0),
    retries: 0,
    pod: pod(
      [
        ...steps.map(attempted),
        storageStep(workshop, CONSUMERS.drill, "report", {
          program: "report.sh",
          environment: said.pushgateway ? { PUSHGATEWAY: `${said.pushgateway}:${PUSHGATEWAY_PORT}` } : {},
        }),
      ],
      migrations ? PLATFORM_USER : USER,
    ),
  };
}

/** One course out of a backup, exported beside the deployment. It waits for somebody who wants one. */
export const course = (workshop: Workshop): Schedule => ({
  name: CONSUMERS.course,
  cron: BY_HAND,
  byHand: true,
  longest: secondsOf(workshop.said.rto) + 24 * 3600,
  retries: 0,
  pod: pod(
    [
      ...restoredApart(workshop, CONSUMERS.course),
      platformStep(workshop, "export", workshop.context.image, {
        program: "export-course.sh",
        variant: "cms",
      }),
      storageStep(workshop, CONSUMERS.course, "course", {
        program: "share-course.sh",
        environment: { EXPORTS: bucketName(workshop.context, "exports") },
      }),
    ],
    PLATFORM_USER,
  ),
});

/** The restore itself. It waits for somebody who knows what they do, and refuses whatever holds anything. */
export function restore(workshop: Workshop): Schedule {
  const administrator = (name: Dumped) =>
    rootOf(name, workshop.context)?.user ?? restorerOn(name, workshop.context).user;
  const mysql = {
    environment: mysqlServer(workshop.context, administrator("mysql"), `${HOME}/mysql`),
    files: [key, mount(FILES.mysqlRoot, "mysql")],
  };
  return {
    name: CONSUMERS.restore,
    cron: BY_HAND,
    byHand: true,
    longest: secondsOf(workshop.said.rto) + 24 * 3600,
    retries: 0,
    pod: pod([
      storageStep(workshop, CONSUMERS.restore, "fetch", { program: "fetch.sh" }),
      mysqlStep(workshop, "mysql", { program: "restore-mysql.sh", ...mysql }),
      ...replayed(workshop, CONSUMERS.restore, mysql),
      mongodbStep(workshop, "mongodb", {
        program: "restore-mongodb.sh",
        environment: mongodbServer(workshop.context, administrator("mongodb"), `${HOME}/mongodb`),
        files: [key, mount(FILES.mongodbRoot, "mongodb")],
      }),
      storageStep(workshop, CONSUMERS.restore, "buckets", { program: "restore-buckets.sh" }),
    ]),
  };
}
