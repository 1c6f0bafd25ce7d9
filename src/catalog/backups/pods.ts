import type { Backups } from "../../settings/sections/backups.ts";
import { secondsOf } from "../../settings/shapes.ts";
import { bytesOf, memory } from "../../vocabulary/quantity.ts";
import type { Initial, Mount, Pod, Resources, Schedule } from "../../vocabulary/workload.ts";
import type { ApplicationContext } from "../context.ts";
import { platform } from "../edxapp/databases.ts";
import type { Variant } from "../edxapp/variant.ts";
import { bucketName, bucketsOf } from "../storage/buckets.ts";
import { accountOn, restorerOn } from "./accounts.ts";
import { PLATFORM_USER, platformEnvironment, platformMounts } from "./platform.ts";
import { PROGRAMS } from "./programs.ts";
import { type Dumped, mongodbServer, mysqlServer, rootOf } from "./servers.ts";

/** What all pods of backups are made of. */
export interface Workshop {
  readonly context: ApplicationContext;
  readonly said: Backups;
}

/** The files that containers mount, by what they are for. Each container has those alone that it needs. */
export const FILES = {
  programs: "backup-programs",
  key: "backup-key",
  mysql: "backup-mysql",
  mongodb: "backup-mongodb",
  mysqlRoot: "backup-mysql-root",
  mongodbRoot: "backup-mongodb-root",
} as const;

/** The processes of backups, each with an account of its own on the object storage. */
export const CONSUMERS = {
  backup: "backup",
  logs: "backup-logs",
  offsite: "backup-offsite",
  expiry: "backup-expiry",
  drill: "restore-drill",
  restore: "restore",
  course: "restore-course",
} as const;
/** Who saves the state of the cluster: no process of ours, with an account of its own all the same. */
export const VELERO = "velero";
export type Consumer = (typeof CONSUMERS)[keyof typeof CONSUMERS];

/** The file with the key of an account of the object storage. */
export const storageFile = (consumer: Consumer): string => `${consumer}-storage`;

const HOME = "/run/backup";
const WORK = "/work";

/** The mysql of the images of MySQL and MongoDB. `mc` does not care who runs it. */
export const USER = { uid: 999, gid: 999 };

const mount = (files: string, path: string): Mount => ({ from: "files", files, path: `${HOME}/${path}` });

const programs: Mount = { from: "files", files: FILES.programs, path: PROGRAMS };
const key = mount(FILES.key, "key");

const work = ({ said }: Workshop): Mount => ({
  from: "scratch",
  name: "work",
  path: WORK,
  size: said.workspace,
});
const tmp: Mount = { from: "scratch", name: "tmp", path: "/tmp", size: "256Mi" };

const GIBIBYTE = 1024 ** 3;

/** Disk counts for the pod as a whole: each container may fill what all of them share. */
const share = ({ said }: Workshop, cpu: string, most: string): Resources => ({
  cpu: { request: cpu },
  memory: { request: most, limit: most },
  scratch: { request: said.workspace, limit: memory(bytesOf(said.workspace) + GIBIBYTE) },
});

const run = (program: string) => ["bash", `${PROGRAMS}/${program}`];

const identity = ({ context }: Workshop) => ({
  DEPLOYMENT: context.deployment,
  STAGE: context.stage,
  RELEASE: context.release.name,
});

/** A server of the scratch: nobody but the containers of its pod can reach it. */
const ALONE = "127.0.0.1";

const scratchMysqlServer = ({ databases }: ApplicationContext) => ({
  MYSQL_HOST: ALONE,
  MYSQL_PORT: "3306",
  MYSQL_USER: "root",
  DATABASES: databases.mysql.map(({ name }) => name).join(" "),
});

interface Step {
  readonly program: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it mounts beside the programs and its working directory. */
  readonly files: readonly Mount[];
}

const step = (workshop: Workshop, name: string, image: string, of: Step): Initial => ({
  name,
  image,
  command: run(of.program),
  // The shell of MongoDB and others write below the home directory, which is read-only in the image.
  environment: { HOME: "/tmp", WORK, ...of.environment },
  mounts: [programs, ...of.files, work(workshop), tmp],
  resources: share(workshop, "250m", "512Mi"),
});

const mysqlStep = (workshop: Workshop, name: string, of: Step) =>
  step(workshop, name, workshop.context.serverImage("mysql"), of);
const mongodbStep = (workshop: Workshop, name: string, of: Step) =>
  step(workshop, name, workshop.context.serverImage("mongodb"), of);

/** The buckets that are copied: all but the one that the copies go to. */
const bucketsToCopy = ({ context }: Workshop): string =>
  bucketsOf(context)
    .filter(({ purpose }) => purpose !== "backups")
    .map(({ name }) => name)
    .join(" ");

const days = (length: string): string => String(Math.ceil(secondsOf(length) / 86_400));

const storageEnvironment = (workshop: Workshop) => ({
  TARGET: `live/${bucketName(workshop.context, "backups")}`,
  BUCKETS: bucketsToCopy(workshop),
  ...identity(workshop),
});

const storageStep = (
  workshop: Workshop,
  consumer: Consumer,
  name: string,
  of: Omit<Step, "files">,
): Initial =>
  step(workshop, name, workshop.said.client, {
    ...of,
    environment: { ...storageEnvironment(workshop), ...of.environment },
    files: [key, mount(storageFile(consumer), "storage")],
  });

/** A pod of steps, one after the other. The last one is what the pod is for. */
function pod(steps: readonly Initial[], user: Pod["user"] = USER): Pod {
  const last = steps.at(-1);
  if (last === undefined) throw new Error("a pod has at least one step");
  const { image, command, environment = {}, mounts, resources } = last;
  return {
    ...(steps.length > 1 ? { initial: steps.slice(0, -1) } : {}),
    image,
    ...(command ? { command } : {}),
    environment,
    user,
    resources,
    mounts,
    grace: 60,
  };
}

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
    storageStep(workshop, CONSUMERS.logs, "known", { program: "known-logs.sh" }),
    step(workshop, "mysql", workshop.context.mirrored(said.image), {
      program: "logs-mysql.sh",
      ...readingMysql(workshop),
    }),
    storageStep(workshop, CONSUMERS.logs, "send", { program: "send-logs.sh" }),
  ]),
});

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
  return { ...one, resources: share(workshop, "500m", "2Gi") };
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

export const PUSHGATEWAY_PORT = 9091;

const scratchServer = (workshop: Workshop, resources: Resources["memory"]["limit"]) => ({
  beside: true as const,
  resources: share(workshop, "500m", resources),
});

const scratchMysql = (workshop: Workshop): Initial => ({
  ...scratchServer(workshop, workshop.said.drill.memory),
  name: "scratch-mysql",
  image: workshop.context.serverImage("mysql"),
  args: [`--bind-address=${ALONE}`, "--skip-log-bin", "--mysqlx=OFF"],
  environment: { MYSQL_ROOT_PASSWORD_FILE: `${HOME}/mysql/password` },
  mounts: [
    mount(FILES.mysql, "mysql"),
    { from: "scratch", name: "mysql-data", path: "/var/lib/mysql", size: workshop.said.workspace },
    { from: "scratch", name: "mysql-run", path: "/var/run/mysqld", size: "16Mi" },
    { from: "scratch", name: "mysql-files", path: "/var/lib/mysql-files", size: "16Mi" },
    { from: "scratch", name: "mysql-tmp", path: "/tmp", size: "1Gi" },
  ],
});

const scratchMongodb = (workshop: Workshop): Initial => ({
  ...scratchServer(workshop, workshop.said.drill.memory),
  name: "scratch-mongodb",
  image: workshop.context.serverImage("mongodb"),
  args: ["--bind_ip", ALONE],
  environment: { HOME: "/tmp" },
  mounts: [
    { from: "scratch", name: "mongodb-data", path: "/data/db", size: workshop.said.workspace },
    { from: "scratch", name: "mongodb-config", path: "/data/configdb", size: "16Mi" },
    { from: "scratch", name: "mongodb-tmp", path: "/tmp", size: "256Mi" },
  ],
});

/** A CronJob has to have times, also where it never starts by itself. */
const BY_HAND = "0 0 1 1 *";

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
