import * as z from "zod";
import {
  destination,
  duration,
  endpoint,
  line,
  name,
  pinnedImage,
  type Settled,
  server,
  size,
  times,
} from "../shapes.ts";
import { account, CLIENT_IMAGE } from "./objectStorage.ts";

/** How long sets of backups stay, by their class. */
const keep = z
  .strictObject({
    daily: duration.default("14d").describe("Every set."),
    weekly: duration.default("70d").describe("The first of a week."),
    monthly: duration.default("400d").describe("The first of a month."),
    offsite: duration.default("90d").describe("What was brought to the second store."),
    schedule: times.default("30 5 * * *").describe("When what is past its time goes."),
  })
  .prefault({})
  .describe("How long sets stay, by class. The newest of a class stays, however old it is.");

const offsite = z
  .strictObject({
    endpoint: endpoint.describe("Address of the second store, which speaks S3: elsewhere, of somebody else."),
    region: line.default("us-east-1").describe("Its region."),
    bucket: name.describe("The bucket there. It exists, and encrypts what it is given."),
    account: account.describe("Account that may read and write there."),
    expiry: account
      .optional()
      .describe(
        "Account that may list and delete there and nothing else, and lets go of what is past its time. With it, the other one has to delete nothing. Default: the other one does.",
      ),
    egress: z
      .array(destination)
      .default(["internet"])
      .describe("Networks of the second store. Default: any public address."),
    schedule: times.default("0 3 * * 0").describe("When everything is brought there, complete."),
  })
  .describe("A second store for a full copy each week. Without it, whoever loses the first has lost both.");

const drill = z
  .strictObject({
    on: z
      .boolean()
      .default(true)
      .describe("Whether the newest backup is restored each month, to see that it can be."),
    schedule: times.default("0 4 2 * *").describe("When."),
    memory: size.default("2Gi").describe("Memory of each of the two servers that it starts for itself."),
    migrations: pinnedImage
      .optional()
      .describe(
        "Image of the platform of the next release: its migrations run on what was restored, and the drill says how long they took. Default: none run.",
      ),
    pushgateway: server
      .optional()
      .describe("Host of a Pushgateway of the monitoring namespace on port 9091, which is told how it went."),
  })
  .prefault({})
  .describe("The restore that is tried each month, on servers that exist for it alone.");

const binaryLogs = z
  .strictObject({
    image: pinnedImage.describe(
      "Image with `mysqlbinlog`, `mysql`, bash, gzip and openssl, of the line of the server. The published image of MySQL lacks the first; the client packages of Percona Server have it.",
    ),
    schedule: times.default("*/15 * * * *").describe("When what was written since the last time is saved."),
    longest: duration.default("10m").describe("How long that may take."),
    content: duration
      .default("26h")
      .describe("The most that may be lost of courses and of files, which have no such log."),
  })
  .describe(
    "Binary logs of MySQL, saved between two dumps: a restore is then of any moment. Without it, what came after the last dump is lost.",
  );

const ofMysql = z.strictObject({
  of: z.literal("mysql").describe("Whoever runs MySQL can restore any moment of it."),
  content: duration
    .default("26h")
    .describe("The most that may be lost of courses and of files, which are as old as their last backup."),
});

const clusterState = z
  .strictObject({
    schedule: times
      .default("0 1 * * *")
      .describe("When the objects and volumes of the namespaces are saved."),
    keep: duration.default("30d").describe("How long that stays."),
    offsite: times.default("0 4 * * 0").describe("When they are saved in the second store as well."),
    encryption: z
      .enum(["AES256", "aws:kms"])
      .default("AES256")
      .describe("How the bucket encrypts what it is given: every Secret of the namespaces is in it."),
    namespace: name.default("velero").describe("Namespace of Velero."),
    also: z
      .array(name)
      .default(["monitoring"])
      .describe("Namespaces that are not of the deployment and are saved with it."),
  })
  .describe(
    "Objects and volumes of the namespaces, saved by Velero, which the platform has to offer. Without this they are not.",
  );

/** What is saved when, for how long, and how much of it may be lost. */
export const backups = z
  .strictObject({
    rpo: duration
      .default("26h")
      .describe("The most that may be lost: the time from one backup to the end of the next."),
    rto: duration
      .default("8h")
      .describe("The longest that a restore of the databases may take. A drill that takes longer fails."),
    schedule: times.default("0 1 * * *").describe("When the databases are dumped and the buckets copied."),
    longest: duration.default("2h").describe("How long that may take."),
    pointInTime: z
      .union([z.enum(["off", "provider"]), ofMysql])
      .default("off")
      .describe(
        "`provider`: whoever runs the databases can restore any moment, so that less than the time between two backups is lost. `{ of: mysql }`: of MySQL alone, as with `rds`. `off`: nobody can.",
      ),
    binaryLogs: binaryLogs.optional(),
    keep,
    workspace: size
      .default("20Gi")
      .describe(
        "Room for a compressed dump. In a drill each restored database has as much, or as much as the volume of its server where that is larger and `disk` is `claim`.",
      ),
    disk: z
      .enum(["claim", "node"])
      .default("claim")
      .describe(
        "Where that room is. `claim`: a disk for each run, which goes with it, of `cluster.storageClass`. `node`: the disk of the node, for a cluster that makes no disks by itself; a drill takes three times `workspace` of one node.",
      ),
    client: pinnedImage
      .default(CLIENT_IMAGE)
      .describe("Image with `mc`, bash and coreutils, which copies and uploads."),
    offsite: offsite.optional(),
    sameServer: line
      .optional()
      .describe(
        "Why it is right that backups lie where the files lie that they are copies of, and nowhere else. Production is asked for it where there is neither `offsite` nor a second site.",
      ),
    drill,
    clusterState: clusterState.optional(),
  })
  .describe("Dumps, copies and the drill that restores them. Without this section nothing is saved.");
export type Backups = Settled<typeof backups>;
