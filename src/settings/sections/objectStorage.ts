import * as z from "zod";
import {
  destination,
  duration,
  endpoint,
  line,
  name,
  pinnedImage,
  retention,
  secret,
  size,
  text,
} from "../shapes.ts";
import { kmsKey, region } from "./aws.ts";

/** What a bucket is for. Names of buckets, settings and accounts are made of these. */
export const PURPOSES = [
  "openedx",
  "openedxuploads",
  "openedxgrades",
  "openedxlearning",
  "profileimages",
  "videos",
  "certificates",
  "exports",
  "tracking",
  "backups",
  "discoveryuploads",
  "ecommerce",
  "computation",
] as const;

/** What is kept for a time that somebody has to choose: a law, an examination office, a privacy officer. */
const keep = z
  .strictObject({
    submissions: retention.optional().describe("What learners hand in: essays, files, assignments."),
    grades: retention.optional().describe("Reports of grades and answers."),
    tracking: retention.optional().describe("What learners did, event by event."),
    certificates: retention.optional().describe("Generated credentials. Default: for ever."),
    receipts: retention.optional().describe("Files of the shop. Default: for ever."),
    exports: retention.optional().describe("Exported courses and results of long tasks. Default: for ever."),
    backups: retention.optional().describe("Copies of databases. Default: as long as the backups say."),
  })
  .prefault({})
  .describe("How long what is kept. Production has to say it of submissions, grades and tracking.");

const days = retention.refine((kept) => kept !== "forever", {
  error: "This has to end. Write days or years: 30d, 1y.",
});

const prefixed = line.describe("Beginning of the names: `courses/`. Default: all of the bucket.").default("");

const bucket = z.strictObject({
  quota: size.optional().describe("The most that it may hold. Default: as much as there is."),
  oldVersions: days
    .optional()
    .describe("How long what was overwritten or deleted can be had back. Default: 90d."),
  expire: z
    .array(z.strictObject({ prefix: prefixed, after: days.describe("Age at which it goes.") }))
    .default([])
    .describe("What goes by itself, beside what the bucket has by itself."),
  archive: z
    .array(
      z.strictObject({
        prefix: prefixed,
        after: days.describe("Age at which it moves."),
        to: line.describe("Name of the tier, or class of Amazon."),
      }),
    )
    .optional()
    .describe("What moves to where it is cheaper. Default: what the bucket has by itself, to `archive`."),
  cors: z
    .array(line)
    .optional()
    .describe(
      "Pages that may read and write by the browser: https://tools.example.edu. Default: those of the deployment.",
    ),
});

const prefix = name
  .optional()
  .describe("First part of the names of the buckets. Default: `<deployment>-<stage>`.");

const buckets = z
  .partialRecord(z.enum(PURPOSES), bucket)
  .default({})
  .describe("How single buckets differ. One that is named is there, whether an application needs it or not.");

const lock = duration
  .regex(/d$/, { error: "This is not in days. Write days: 30d." })
  .default("30d")
  .describe(
    "How long nobody can delete or overwrite a backup. Nothing else is locked: learners may ask for what is theirs to be erased.",
  );

export const account = z.strictObject({
  accessKey: line.describe("Name of the account."),
  secretKey: secret().describe("Its key."),
});

const networks = (what: string) =>
  z
    .array(destination)
    .default([])
    .refine((some) => some.length > 0, {
      error:
        "Nothing leaves the deployment but to networks that are named. Write egress: [10.20.0.0/24], or egress: [internet].",
    })
    .describe(`Networks of the ${what}. One has to be named.`);

const common = { keep, prefix, buckets };

/** A server that somebody else runs. */
const external = z.strictObject({
  driver: z.literal("external").describe("A server that somebody else runs. Nothing is created on it."),
  ...common,
  endpoint: endpoint.describe("Address of the server, for pods and for browsers."),
  region: line
    .default("us-east-1")
    .describe("Its region. Most servers that are no cloud answer to this one."),
  egress: networks("server"),
  account: account.describe("Account of everybody who has none of their own in `accounts`."),
  accounts: z
    .record(name, account)
    .default({})
    .describe("Accounts of single consumers, by their names: `lms`, `cms`, `discovery`."),
});

export const tierName = z.string().regex(/^(?!STANDARD$|REDUCED_REDUNDANCY$)[A-Z][A-Z0-9_-]{0,31}$/, {
  error: "This is not the name of a tier. Write capitals, and not STANDARD or REDUCED_REDUNDANCY: ARCHIVE.",
});

/** Classes of Amazon from which an object is read at once, and those from which it has to be asked for hours before. */
export const CLASSES = {
  atOnce: ["STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR"],
  slow: ["GLACIER", "DEEP_ARCHIVE"],
} as const;

const storageClass = z.enum(["STANDARD", ...CLASSES.atOnce, ...CLASSES.slow]);

/** The script that declares tiers reads its steps word by word. */
const word = text(
  "word",
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}$/,
  "Write one word of letters, digits, dots, hyphens, underscores and slashes.",
);

const remoteTier = account.extend({
  kind: z.enum(["minio", "s3"]).describe("What runs there: another MinIO, or Amazon S3."),
  endpoint: endpoint.describe("Address of the server."),
  bucket: word.describe("Bucket there. It has to exist."),
  prefix: word.optional().describe("Beginning of the names there. Default: none."),
  region: word.optional().describe("Region of the server. Default: the server's own."),
  storageClass: storageClass.optional().describe("Class of Amazon for what lies there. Default: its own."),
  egress: networks("tier"),
});

const MINIO_IMAGE = "docker.io/minio/minio:RELEASE.2025-09-07T16-13-09Z";
/** The last client that was published. */
export const CLIENT_IMAGE = "docker.io/minio/mc:RELEASE.2025-08-13T08-35-41Z";

/** A server of our own. */
const minio = z.strictObject({
  driver: z
    .literal("minio")
    .default("minio")
    .describe(
      "`minio`: a server in the namespace. `s3`: buckets of Amazon. `shared`: a server of the platform with buckets of many deployments. `external`: a server that somebody else runs, and on which nothing is created.",
    ),
  ...common,
  lock,
  image: pinnedImage
    .default(MINIO_IMAGE)
    .describe(
      "Image of the server. This is the last that was published; a build of your own takes its place.",
    ),
  client: pinnedImage.default(CLIENT_IMAGE).describe("Image with `mc` and a shell, for the Job."),
  servers: z
    .int()
    .refine((count) => count === 1 || (count >= 4 && count <= 16), {
      error:
        "With two or three servers nobody can write when one is gone, and no group has more than sixteen. Write 1, or 4 to 16.",
    })
    .default(1)
    .describe(
      "`1`: one pod. `4` to `16`: as many pods on as many machines, which go on when one is gone. Their number is for ever.",
    ),
  disks: z
    .int()
    .min(1)
    .max(4)
    .default(1)
    .describe("Disks of each of several servers. Their number is for ever too."),
  volume: size
    .default("20Gi")
    .describe("Disk for the files; of several, each. It grows later, it never shrinks."),
  memory: size.default("1Gi").describe("Memory of the server; of several, of each."),
  archive: tierName
    .optional()
    .describe("Tier for old course files and videos. Default: they stay where they are."),
  tiers: z
    .record(tierName, remoteTier)
    .default({})
    .describe("Servers to which old files may move, by names in capitals: ARCHIVE."),
  replication: account
    .extend({
      endpoint: endpoint.describe("Address of the second server, which runs MinIO too."),
      egress: networks("second site"),
    })
    .optional()
    .describe("A second site, which gets a copy of what is written. Default: none."),
});

/** A part of a server of many. */
const shared = z.strictObject({
  driver: z
    .literal("shared")
    .describe(
      "A MinIO that the platform stack names, with buckets and accounts of this deployment alone. A Job of the platform makes them.",
    ),
  keep,
  buckets,
  lock,
  client: pinnedImage.default(CLIENT_IMAGE).describe("Image with `mc` and a shell, for the Job."),
  archive: tierName
    .optional()
    .describe("Tier of that server for old course files and videos. Default: they stay where they are."),
});

const coldClass = z.enum([...CLASSES.atOnce, ...CLASSES.slow]);

const users = z.strictObject({
  by: z
    .literal("users")
    .default("users")
    .describe("`users`: IAM users with a key each. `roles`: roles that pods take on, without any key."),
});

const roles = z.strictObject({
  by: z.literal("roles").describe("Roles that pods take on by their service account, without any key."),
  provider: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider\/[a-z0-9.-]+(?:\/[A-Za-z0-9._-]+)*$/, {
      error:
        "This is not an identity provider. Write its name in IAM: arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC.",
    })
    .describe("Identity provider of the cluster, as IAM knows it."),
});

const regionOf = (key: string): string => key.split(":")[3] ?? "";

/** Buckets of Amazon. */
const s3 = z
  .strictObject({
    driver: z.literal("s3").describe("Buckets of Amazon S3."),
    ...common,
    lock,
    region: region.describe("Region of the buckets: eu-central-1."),
    access: z
      .discriminatedUnion("by", [users, roles])
      .prefault({})
      .describe("How pods get to their buckets."),
    kmsKey: kmsKey
      .optional()
      .describe(
        "Key of KMS that encrypts everything, by its ARN. Its own policy has to leave to IAM who may use it, as the usual one does. Default: Amazon's own.",
      ),
    archive: z
      .union([coldClass, tierName])
      .default("GLACIER_IR")
      .describe("Class for old course files and videos, or a name of `tiers`."),
    tiers: z.record(tierName, coldClass).default({}).describe("Names of your own for classes: ARCHIVE."),
    replication: z
      .strictObject({
        region: region.describe("The other region."),
        kmsKey: kmsKey
          .optional()
          .describe("Key of that region that encrypts the copies. Asked for where `kmsKey` is said."),
      })
      .optional()
      .describe("A second region, which gets a copy of what is written. Default: none."),
  })
  .superRefine(({ region, kmsKey, replication }, context) => {
    const refuse = (path: readonly string[], message: string) =>
      context.addIssue({ code: "custom", path: [...path], message });
    const foreign = (key: string | undefined, here: string) =>
      key?.startsWith("arn:") === true && regionOf(key) !== here;
    if (foreign(kmsKey, region))
      refuse(["kmsKey"], `The buckets are in ${region}, and no key of another region encrypts them.`);
    if (replication === undefined) return;
    if (replication.region === region)
      refuse(["replication", "region"], "The buckets are in this region. Write another one.");
    if (foreign(replication.kmsKey, replication.region))
      refuse(
        ["replication", "kmsKey"],
        `The copies are in ${replication.region}, and no key of another region encrypts them.`,
      );
    if (kmsKey !== undefined && replication.kmsKey === undefined)
      refuse(
        ["replication"],
        `What a key encrypts is copied only with a key there. Write kmsKey: the ARN of one in ${replication.region}.`,
      );
  });

/** Where files live that nobody may lose: uploads, submissions, reports, videos. */
export const objectStorage = z
  .discriminatedUnion("driver", [minio, s3, shared, external])
  .describe("Where uploaded files live.");
