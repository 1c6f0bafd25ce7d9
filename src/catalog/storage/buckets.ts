import type { Settings } from "../../settings/settings.ts";
import { daysOf } from "../../settings/shapes.ts";
import type {
  Bucket,
  CorsRule,
  Grant,
  LifecycleRule,
  Purpose,
  StorageAccount,
} from "../../vocabulary/bucket.ts";
import type { Application } from "../application.ts";
import { addressOf, type Context } from "../context.ts";
import { type PurposeRow, purposes } from "./purposes.ts";

type Here = Pick<Context, "deployment" | "stage" | "settings">;
type Said = NonNullable<Settings["objectStorage"]["buckets"][Purpose]>;

/** The first part of the name of everything that a deployment has on a server. */
function prefixOf({ deployment, stage, settings: { objectStorage } }: Here): string {
  // On a server of many nobody chooses a name that may be another's.
  const chosen = objectStorage.driver === "shared" ? undefined : objectStorage.prefix;
  return chosen ?? `${deployment}-${stage}`;
}

export const bucketName = (context: Here, purpose: Purpose): string => `${prefixOf(context)}-${purpose}`;

/** There names of deployments have no dot, so that no stage and consumer of one are together another's. */
export const accountName = (context: Here, consumer: string): string =>
  [prefixOf(context), consumer].join(context.settings.objectStorage.driver === "shared" ? "." : "-");

/** Whether a deployment has a bucket: because every one has, or its application, or because somebody names it. */
const isHere = (purpose: Purpose, { of }: PurposeRow, { has, settings }: Context): boolean =>
  of === undefined || has(of) || settings.objectStorage.buckets[purpose] !== undefined;

/** The buckets of a deployment, each in the state in which it is to be. */
export const bucketsOf = (context: Context): readonly Bucket[] =>
  Object.entries(purposes)
    .filter(([purpose, row]) => isHere(purpose as Purpose, row, context))
    .map(([purpose, row]) => bucketOf(purpose as Purpose, row, context));

const UNSAID: Said = { expire: [] };

function bucketOf(purpose: Purpose, row: PurposeRow, context: Context): Bucket {
  const { objectStorage, keep } = context.settings;
  const said = objectStorage.buckets[purpose] ?? UNSAID;
  const lock = row.locked && keep.data && "lock" in objectStorage ? objectStorage.lock : undefined;
  return {
    purpose,
    name: bucketName(context, purpose),
    // No server locks what has no versions.
    versioning: row.versioning,
    noncurrentDays: daysIn(said.oldVersions ?? OLD_VERSIONS),
    incompleteDays: INCOMPLETE_DAYS,
    lifecycle: lifecycleOf(row, said, context),
    cors: corsOf(row, said, context),
    publicRead: row.publicRead,
    ...(said.quota === undefined ? {} : { quota: said.quota }),
    ...(lock === undefined ? {} : { lockDays: daysIn(lock) }),
    // A server copies versions.
    replicated: row.versioning,
    keep: keep.data,
  };
}

/** How long what was overwritten or deleted can be had back. */
const OLD_VERSIONS = "90d";
const INCOMPLETE_DAYS = 7;

/** Days in a time that ends. */
const daysIn = (kept: string): number => daysOf(kept) ?? Number.POSITIVE_INFINITY;

const ruleId = (what: string, prefix: string): string =>
  [what, ...prefix.split("/").filter((part) => part !== "")].join("-");

const lifecycleOf = (row: PurposeRow, said: Said, context: Context): readonly LifecycleRule[] => [
  ...keptRule(row, context),
  ...[...row.expire, ...said.expire.map(({ prefix, after }) => ({ prefix, days: daysIn(after) }))].map(
    ({ prefix, days }) => ({ id: ruleId("expire", prefix), prefix, expireDays: days }),
  ),
  ...archiveRules(row, said, context),
];

function keptRule({ keptAs }: PurposeRow, { settings }: Context): readonly LifecycleRule[] {
  const kept = keptAs && settings.objectStorage.keep[keptAs];
  const days = kept === undefined ? undefined : daysOf(kept);
  return days === undefined ? [] : [{ id: `keep-${keptAs}`, prefix: "", expireDays: days }];
}

/** What somebody says of a bucket, or else what it has by itself, to wherever old files go. */
function archiveRules(row: PurposeRow, said: Said, { settings }: Context): readonly LifecycleRule[] {
  const { objectStorage } = settings;
  const tier = "archive" in objectStorage ? objectStorage.archive : undefined;
  const rules =
    said.archive?.map(({ prefix, after, to }) => ({ prefix, days: daysIn(after), tier: to })) ??
    (tier === undefined ? [] : row.archive.map((one) => ({ ...one, tier })));
  return rules.map(({ prefix, days, tier }) => ({
    id: ruleId("archive", prefix),
    prefix,
    archive: { days, tier },
  }));
}

const HOSTS = ["domain", "studio", "apps"] as const;

function corsOf({ browsers }: PurposeRow, said: Said, context: Context): readonly CorsRule[] {
  if (browsers === undefined && said.cors === undefined) return [];
  const origins = said.cors ?? HOSTS.map((host) => addressOf(context, host));
  const writes = browsers === "write" || said.cors !== undefined;
  return [{ origins, methods: writes ? ["GET", "HEAD", "PUT"] : ["GET", "HEAD"] }];
}

/** Who of an application gets to which buckets: all of it by one account, or single processes by their own. */
export function grantsOf(
  { name, buckets, accounts }: Pick<Application, "name" | "buckets" | "accounts">,
  settings: Settings,
): readonly (readonly [consumer: string, grants: readonly Grant[]])[] {
  const all = Object.entries(buckets ?? {}).map(([purpose, may]) => ({ purpose: purpose as Purpose, may }));
  return [...(buckets ? [[name, all] as const] : []), ...Object.entries(accounts?.(settings) ?? {})];
}

/** The consumers of some applications, each of which has an account. */
export const consumersOf = (applications: readonly Application[], settings: Settings): readonly string[] =>
  applications.flatMap((one) => grantsOf(one, settings).map(([consumer]) => consumer));

/** An account for each consumer that asks for a bucket, which may do what it asks for and nothing else. */
export const accountsOf = (
  context: Context,
  applications: readonly Application[],
): readonly StorageAccount[] =>
  applications
    .flatMap((one) => grantsOf(one, context.settings))
    .map(([consumer, grants]) => ({
      consumer,
      name: accountName(context, consumer),
      access: grants
        .filter(({ purpose }) => isHere(purpose, purposes[purpose], context))
        .map(({ purpose, ...may }) => ({ bucket: bucketName(context, purpose), ...may })),
    }));
