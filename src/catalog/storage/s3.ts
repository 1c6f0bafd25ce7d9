import type { S3State } from "../../buckets/s3.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Bucket, StorageAccount } from "../../vocabulary/bucket.ts";
import type { SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import { accountId, accountSecret } from "./access.ts";

type S3Settings = Extract<Settings["objectStorage"], { driver: "s3" }>;

/** Keys of accounts, which Amazon makes. */
export const s3Secrets = ({ access }: S3Settings, consumers: readonly string[]): readonly SecretNeed[] =>
  access.by === "roles"
    ? []
    : consumers
        .flatMap((consumer) => [accountId(consumer), accountSecret(consumer)])
        .map((name) => ({ name, shape: { kind: "issued" }, loss: "lockout" }));

/** Everything that is to be so at Amazon. */
export const s3State = (
  { namespace }: Context,
  { region, access, kmsKey, replication, tiers }: S3Settings,
  buckets: readonly Bucket[],
  accounts: readonly StorageAccount[],
  podsOf: (consumer: string) => readonly string[],
): S3State => ({
  region,
  buckets: buckets.map((bucket) => withClasses(bucket, tiers)),
  accounts,
  ...(kmsKey ? { kmsKey } : {}),
  ...(replication ? { second: replication } : {}),
  ...(access.by === "roles"
    ? {
        roles: {
          provider: access.provider,
          namespace,
          pods: Object.fromEntries(accounts.map(({ consumer }) => [consumer, podsOf(consumer)])),
        },
      }
    : {}),
});

/** Names of somebody's own, as the classes that they stand for. */
const withClasses = (bucket: Bucket, classes: Readonly<Record<string, string>>): Bucket => ({
  ...bucket,
  lifecycle: bucket.lifecycle.map((rule) =>
    rule.archive
      ? { ...rule, archive: { ...rule.archive, tier: classes[rule.archive.tier] ?? rule.archive.tier } }
      : rule,
  ),
});
