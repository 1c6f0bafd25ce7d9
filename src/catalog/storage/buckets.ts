import { daysOf } from "../../settings/shapes.ts";
import type { Bucket, CorsRule, LifecycleRule, Purpose, StorageAccount } from "../../vocabulary/bucket.ts";
import type { Application } from "../application.ts";
import { addressOf, type Context } from "../context.ts";
import { type PurposeRow, purposes } from "./purposes.ts";

/** Days for which what was overwritten or deleted can be had back. */
const NONCURRENT_DAYS = 90;
const INCOMPLETE_DAYS = 7;

type Here = Pick<Context, "deployment" | "stage" | "settings">;

/** The first part of the name of everything that a deployment has on a server. */
const prefixOf = ({ deployment, stage, settings }: Here): string =>
  settings.objectStorage?.prefix ?? `${deployment}-${stage}`;

export const bucketName = (context: Here, purpose: Purpose): string => `${prefixOf(context)}-${purpose}`;

/** The buckets of a deployment, each in the state in which it is to be. */
export const bucketsOf = (context: Context): readonly Bucket[] =>
  context.settings.objectStorage === undefined
    ? []
    : Object.entries(purposes)
        .filter(([, { of }]) => of === undefined || context.has(of))
        .map(([purpose, row]) => bucketOf(purpose as Purpose, row, context));

const bucketOf = (purpose: Purpose, row: PurposeRow, context: Context): Bucket => ({
  purpose,
  name: bucketName(context, purpose),
  versioning: row.versioning,
  noncurrentDays: NONCURRENT_DAYS,
  incompleteDays: INCOMPLETE_DAYS,
  lifecycle: lifecycleOf(row, context),
  cors: corsOf(row, context),
  publicRead: row.publicRead,
  // A copy on a second site has to be as old as its original.
  replicated: row.versioning,
  keep: context.settings.keep.data,
});

const lifecycleOf = ({ keptAs, expire }: PurposeRow, { settings }: Context): readonly LifecycleRule[] => {
  const kept = keptAs && settings.objectStorage?.keep[keptAs];
  const days = kept === undefined ? undefined : daysOf(kept);
  return [
    ...(days === undefined ? [] : [{ id: `keep-${keptAs}`, prefix: "", expireDays: days }]),
    ...expire.map(({ prefix, days }) => ({
      id: `expire-${prefix.replaceAll("/", "")}`,
      prefix,
      expireDays: days,
    })),
  ];
};

const HOSTS = ["domain", "studio", "apps"] as const;

function corsOf({ browsers }: PurposeRow, context: Context): readonly CorsRule[] {
  if (browsers === undefined) return [];
  const origins = HOSTS.map((host) => addressOf(context, host));
  return [{ origins, methods: browsers === "write" ? ["GET", "HEAD", "PUT"] : ["GET", "HEAD"] }];
}

/** An account for each application that asks for a bucket, which may do what it asks for and nothing else. */
export const accountsOf = (
  context: Context,
  applications: readonly Application[],
): readonly StorageAccount[] =>
  context.settings.objectStorage === undefined
    ? []
    : applications.flatMap(({ name, buckets }) =>
        buckets === undefined
          ? []
          : [
              {
                consumer: name,
                name: `${prefixOf(context)}-${name}`,
                access: Object.entries(buckets).map(([purpose, may]) => ({
                  bucket: bucketName(context, purpose as Purpose),
                  may,
                })),
              },
            ],
      );
