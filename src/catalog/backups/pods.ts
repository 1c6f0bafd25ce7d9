import type { Backups } from "../../settings/sections/backups.ts";
import { secondsOf } from "../../settings/shapes.ts";
import { bytesOf, memory } from "../../vocabulary/quantity.ts";
import type { Initial, Mount, Pod, Resources, Schedule } from "../../vocabulary/workload.ts";
import type { ApplicationContext } from "../context.ts";
import { bucketName, bucketsOf } from "../storage/buckets.ts";
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
  offsite: "backup-offsite",
  expiry: "backup-expiry",
  drill: "restore-drill",
  restore: "restore",
} as const;
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
function pod(steps: readonly Initial[]): Pod {
  const last = steps.at(-1);
  if (last === undefined) throw new Error("a pod has at least one step");
  const { image, command, environment = {}, mounts, resources } = last;
  return {
    ...(steps.length > 1 ? { initial: steps.slice(0, -1) } : {}),
    image,
    ...(command ? { command } : {}),
    environment,
    user: USER,
    resources,
    mounts,
    grace: 60,
  };
}

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
        environment: mysqlServer(workshop.context, ACCOUNT, `${HOME}/mysql`),
        files: [key, mount(FILES.mysql, "mysql")],
      }),
      mongodbStep(workshop, "mongodb", {
        program: "dump-mongodb.sh",
        environment: mongodbServer(workshop.context, ACCOUNT, `${HOME}/mongodb`),
        files: [key, mount(FILES.mongodb, "mongodb")],
      }),
      storageStep(workshop, CONSUMERS.backup, "buckets", { program: "finish.sh" }),
    ]),
  };
}

/** Account with which backups read. */
export const ACCOUNT = "backup";

/** A copy elsewhere, complete in itself. */
export const offsite = (workshop: Workshop, bucket: string, schedule: string): Schedule => ({
  name: CONSUMERS.offsite,
  cron: schedule,
  longest: 24 * 3600,
  retries: 2,
  pod: pod([
    storageStep(workshop, CONSUMERS.offsite, "offsite", {
      program: "offsite.sh",
      environment: { OFFSITE: `offsite/${bucket}`, KEEP_OFFSITE: days(workshop.said.keep.offsite) },
    }),
  ]),
});

/** Lets go of sets that are past their time. Whoever writes backups cannot delete one, and this can do nothing else. */
export const expiry = (workshop: Workshop): Schedule => {
  const { daily, weekly, monthly, schedule } = workshop.said.keep;
  return {
    name: CONSUMERS.expiry,
    cron: schedule,
    longest: 3600,
    retries: 2,
    pod: pod([
      storageStep(workshop, CONSUMERS.expiry, "expire", {
        program: "expire.sh",
        environment: { KEEP_DAILY: days(daily), KEEP_WEEKLY: days(weekly), KEEP_MONTHLY: days(monthly) },
      }),
    ]),
  };
};

/** The newest backup, restored on servers of the pod's own. It has no way to those of the deployment. */
export function drill(workshop: Workshop): Schedule {
  const { drill: said, rto } = workshop.said;
  const mysql = {
    environment: scratchMysqlServer(workshop.context),
    files: [key, mount(FILES.mysql, "mysql")],
  };
  return {
    name: CONSUMERS.drill,
    cron: said.schedule,
    longest: secondsOf(rto) + 3600,
    retries: 0,
    pod: pod([
      storageStep(workshop, CONSUMERS.drill, "fetch", { program: "fetch.sh" }),
      scratchMysql(workshop),
      mysqlStep(workshop, "mysql", { program: "restore-mysql.sh", ...mysql }),
      mysqlStep(workshop, "check", {
        program: "check-mysql.sh",
        ...mysql,
        environment: { ...mysql.environment, PLATFORM_DATABASE: "edxapp" },
      }),
      scratchMongodb(workshop),
      mongodbStep(workshop, "mongodb", {
        program: "restore-mongodb.sh",
        environment: { MONGODB_HOST: ALONE, MONGODB_PORT: "27017" },
        files: [key, mount(FILES.mongodb, "mongodb")],
      }),
      storageStep(workshop, CONSUMERS.drill, "report", {
        program: "report.sh",
        environment: {
          RTO_SECONDS: String(secondsOf(rto)),
          ...(said.pushgateway ? { PUSHGATEWAY: `${said.pushgateway}:${PUSHGATEWAY_PORT}` } : {}),
        },
      }),
    ]),
  };
}

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

/** The restore itself. It waits for somebody who knows what they do, and refuses whatever holds anything. */
export function restore(workshop: Workshop): Schedule {
  const administrator = (name: Dumped) => rootOf(name, workshop.context)?.user ?? ACCOUNT;
  return {
    name: CONSUMERS.restore,
    // It never starts by itself, and a CronJob has to have times.
    cron: "0 0 1 1 *",
    byHand: true,
    longest: secondsOf(workshop.said.rto) + 24 * 3600,
    retries: 0,
    pod: pod([
      storageStep(workshop, CONSUMERS.restore, "fetch", { program: "fetch.sh" }),
      mysqlStep(workshop, "mysql", {
        program: "restore-mysql.sh",
        environment: mysqlServer(workshop.context, administrator("mysql"), `${HOME}/mysql`),
        files: [key, mount(FILES.mysqlRoot, "mysql")],
      }),
      mongodbStep(workshop, "mongodb", {
        program: "restore-mongodb.sh",
        environment: mongodbServer(workshop.context, administrator("mongodb"), `${HOME}/mongodb`),
        files: [key, mount(FILES.mongodbRoot, "mongodb")],
      }),
      storageStep(workshop, CONSUMERS.restore, "buckets", { program: "restore-buckets.sh" }),
    ]),
  };
}
