import type { Backups } from "../../settings/sections/backups.ts";
import { PURPOSES } from "../../settings/sections/objectStorage.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Access, Grant } from "../../vocabulary/bucket.ts";
import { type Connection, component } from "../../vocabulary/connection.ts";
import { json, text, yaml } from "../../vocabulary/content.ts";
import { type Late, secret, type Tree } from "../../vocabulary/late.ts";
import type { Job } from "../../vocabulary/workload.ts";
import { wayTo } from "../addresses.ts";
import type { Application, FilesByObject } from "../application.ts";
import { accountOn, readerSecret, restorerOn } from "../backups/accounts.ts";
import { platformFiles } from "../backups/platform.ts";
import { CONSUMERS, type Consumer, storageFile, VELERO } from "../backups/processes.ts";
import { PROGRAMS, programs } from "../backups/programs.ts";
import { course, drill, PUSHGATEWAY_PORT, restore } from "../backups/restoring.ts";
import { backup, expiry, logs, offsite } from "../backups/saving.ts";
import {
  accountJob,
  authorityOf,
  DUMPED,
  type Dumped,
  mongodbServer,
  mysqlServer,
  rootOf,
} from "../backups/servers.ts";
import { FILES, USER, type Workshop } from "../backups/steps.ts";
import type { ApplicationContext, Context } from "../context.ts";
import { bucketAccess, bucketConnections, placesAt } from "../storage/access.ts";
import { databasesAt } from "../stores/store.ts";

const NAME = "backups";
const CHAIN = "backup-accounts";
const KEY = "backup/key";
const MYSQL = readerSecret("mysql");
const MONGODB = readerSecret("mongodb");

const workshopOf = (context: ApplicationContext): Workshop => {
  const { backups: said } = context.settings;
  if (said === undefined) throw new Error("without a section there are no backups");
  return { context, said };
};

/** Dumps, copies and the drill that restores them. */
export const backups: Application = {
  name: NAME,
  builtFrom: "edx-platform",
  kind: "backup",
  present: ({ settings }) => settings.backups !== undefined,

  secrets: [
    {
      name: KEY,
      shape: { kind: "password", length: 64 },
      loss: "irreplaceable",
      lasting: "What was saved before can only be read with the key it was saved with.",
    },
    { name: MYSQL, shape: { kind: "password", length: 32 }, loss: "cheap" },
    { name: MONGODB, shape: { kind: "password", length: 32 }, loss: "cheap" },
  ],
  accounts: ({ backups: said, objectStorage }) =>
    said ? { ...accountsFor(said), ...(isOutside(objectStorage) ? veleroFor(said) : {}) } : {},

  connections: (context) => {
    const reaches = (from: string, why: string): readonly Connection[] =>
      DUMPED.flatMap((name) => wayTo(context.stores[name], component(from), why));
    const { said } = workshopOf(context);
    return [
      ...reaches("backup", "dumps"),
      ...(said.binaryLogs ? wayTo(context.stores.mysql, component(CONSUMERS.logs), "saves binary logs") : []),
      ...reaches("restore", "restores, when somebody says so"),
      ...administered(context).flatMap((name) =>
        wayTo(context.stores[name], component(CHAIN), "creates the accounts that dump"),
      ),
      // The drill has no way to the servers of the deployment.
      ...bucketConnections(context, consumersOf(said)),
      ...offsiteConnections(context),
      ...(said.drill.on && said.drill.pushgateway
        ? [
            {
              from: component("restore-drill"),
              to: { kind: "role", role: "monitoring" } as const,
              port: PUSHGATEWAY_PORT,
              why: "says how the drill went",
            },
          ]
        : []),
    ];
  },

  files: (context) => filesOf(context),
  needs: ["mysql", "mongodb", CHAIN],
  prepare: (context) => [{ chain: CHAIN, needs: ["mysql", "mongodb"], jobs: accounts(workshopOf(context)) }],
  schedules: (context) => {
    const workshop = workshopOf(context);
    const { offsite: elsewhere, drill: tried, binaryLogs } = workshop.said;
    return [
      backup(workshop),
      expiry(workshop),
      ...(binaryLogs ? [logs(workshop, binaryLogs)] : []),
      ...(elsewhere ? [offsite(workshop, elsewhere)] : []),
      ...(tried.on ? [drill(workshop)] : []),
      restore(workshop),
      course(workshop),
    ];
  },
};

/** The servers on which a Job of the deployment may create accounts. Elsewhere whoever runs them, or the platform, has. */
const administered = (context: ApplicationContext): readonly Dumped[] =>
  DUMPED.filter((name) => rootOf(name, context) !== undefined);

const isOutside = ({ driver }: Settings["objectStorage"]): boolean => driver !== "minio";

const veleroFor = ({ clusterState }: Backups): Readonly<Record<string, readonly Grant[]>> =>
  clusterState ? { [VELERO]: [inBackups("write", `${VELERO}/`)] } : {};

/** The processes that there are, each of which talks to the object storage. */
const consumersOf = ({ offsite: elsewhere, drill: tried, binaryLogs }: Backups): readonly Consumer[] => [
  CONSUMERS.backup,
  CONSUMERS.expiry,
  ...(binaryLogs ? [CONSUMERS.logs] : []),
  ...(elsewhere ? [CONSUMERS.offsite] : []),
  ...(tried.on ? [CONSUMERS.drill] : []),
  CONSUMERS.restore,
  CONSUMERS.course,
];

const inBackups = (may: Access, below?: string): Grant => ({
  purpose: "backups",
  may,
  ...(below ? { below } : {}),
});
const inAll = (may: Access): readonly Grant[] =>
  PURPOSES.filter((purpose) => purpose !== "backups").map((purpose) => ({ purpose, may }));

/** Whoever saves can neither delete nor restore; whoever lets go of the old can neither read nor write. */
const grantsFor = ({ binaryLogs }: Backups): Readonly<Record<Consumer, readonly Grant[]>> => ({
  backup: [inBackups("add"), ...inAll("read")],
  "backup-offsite": [inBackups("read")],
  "backup-expiry": [inBackups("expire", "sets/"), ...(binaryLogs ? [inBackups("expire", "logs/")] : [])],
  "backup-logs": [inBackups("add", "logs/")],
  "restore-drill": [inBackups("read"), inBackups("add", "drills/")],
  restore: [inBackups("read"), ...inAll("add")],
  "restore-course": [inBackups("read"), { purpose: "exports", may: "add", below: "restored/" }],
});

function accountsFor(said: Backups): Readonly<Record<string, readonly Grant[]>> {
  const grants = grantsFor(said);
  return Object.fromEntries(consumersOf(said).map((consumer) => [consumer, grants[consumer]]));
}

function offsiteConnections({ settings }: Context): readonly Connection[] {
  const elsewhere = settings.backups?.offsite;
  if (elsewhere === undefined) return [];
  const callers = [CONSUMERS.offsite, ...(elsewhere.expiry ? [CONSUMERS.expiry] : [])];
  return placesAt(elsewhere.endpoint, elsewhere.egress, "offsite").flatMap((place) =>
    callers.map((from) => ({ from: component(from), ...place, why: "the copy elsewhere" })),
  );
}

/** A server in the words of `mc`. */
const alias = (url: string, accessKey: Tree, secretKey: Tree): Tree => ({
  url,
  accessKey,
  secretKey,
  api: "s3v4",
  path: "auto",
});

/** A password, in the form of each program that asks for it. */
const login = (name: Dumped, password: Late, context: Context) => ({
  password: text(password),
  ...(name === "mongodb" ? { "tools.yaml": yaml({ password }) } : {}),
  ...authorityOf(name, context),
});

function filesOf(context: ApplicationContext): FilesByObject {
  const { said } = workshopOf(context);
  return {
    [FILES.programs]: programs,
    ...platformFiles(context, secret(MYSQL)),
    [FILES.key]: { key: text(secret(KEY)) },
    [FILES.mysql]: login("mysql", secret(MYSQL), context),
    [FILES.mongodb]: login("mongodb", secret(MONGODB), context),
    [FILES.mysqlRoot]: login("mysql", restorer("mysql", context), context),
    [FILES.mongodbRoot]: login("mongodb", restorer("mongodb", context), context),
    ...Object.fromEntries(
      consumersOf(said).map((consumer) => [storageFile(consumer), storageLogin(consumer, context, said)]),
    ),
  };
}

/** Who restores: the administrator, or on a server that deployments share an account for it. */
const restorer = (name: Dumped, context: ApplicationContext): Late =>
  rootOf(name, context)?.password ?? secret(restorerOn(name, context).secret);

/** Who a process of backups is in the second store, if anybody. */
function accountThere(consumer: Consumer, { account, expiry }: NonNullable<Backups["offsite"]>) {
  if (consumer === CONSUMERS.offsite) return account;
  return consumer === CONSUMERS.expiry ? expiry : undefined;
}

/** The servers that a process of backups knows, with the key of its own account. */
function storageLogin(consumer: Consumer, context: ApplicationContext, { offsite: elsewhere }: Backups) {
  const { address, key } = bucketAccess(consumer, context);
  const there = elsewhere && accountThere(consumer, elsewhere);
  const aliases = {
    // Without a key it is refused before.
    live: alias(address, key?.accessKey ?? "", key?.secretKey ?? ""),
    ...(there ? { offsite: alias(elsewhere.endpoint, there.accessKey, there.secretKey) } : {}),
  };
  return { "config.json": json({ version: "10", aliases }) };
}

/** The accounts that dump may read, and no more: the administrator is needed once, to create them. */
function accounts(workshop: Workshop): readonly Job[] {
  const { context } = workshop;
  return DUMPED.flatMap((name) => {
    const administrator = rootOf(name, context);
    // Without one, whoever runs the server has created the account.
    return administrator === undefined ? [] : [account(name, administrator.user, context)];
  });
}

function account(name: Dumped, administrator: string, context: ApplicationContext): Job {
  const [root, own] = name === "mysql" ? [FILES.mysqlRoot, FILES.mysql] : [FILES.mongodbRoot, FILES.mongodb];
  const folder = (file: string) => `/run/${file}`;
  const server =
    name === "mysql"
      ? mysqlServer(context, administrator, folder(root))
      : mongodbServer(context, administrator, folder(root));
  return {
    name: accountJob(name),
    works: databasesAt(context.databases[name], context),
    longest: 900,
    retries: 5,
    pod: {
      image: context.serverImage(name),
      command:
        name === "mysql"
          ? ["bash", `${PROGRAMS}/account-mysql.sh`]
          : ["mongosh", "--quiet", "--nodb", "--file", `${PROGRAMS}/account-mongodb.mongosh`],
      environment: {
        HOME: "/tmp",
        WORK: "/tmp",
        ...server,
        ACCOUNT: accountOn(name, "reader", context),
        ACCOUNT_PASSWORD_FILE: `${folder(own)}/password`,
        ADMINISTRATOR_PASSWORD_FILE: `${folder(root)}/password`,
      },
      user: USER,
      resources: {
        cpu: { request: "100m" },
        memory: { request: "256Mi", limit: "512Mi" },
        scratch: { request: "64Mi", limit: "256Mi" },
      },
      mounts: [
        { from: "files", files: FILES.programs, path: PROGRAMS },
        ...[root, own].map((files) => ({ from: "files" as const, files, path: folder(files) })),
        { from: "scratch", name: "tmp", path: "/tmp", size: "64Mi" },
      ],
      grace: 30,
    },
  };
}
