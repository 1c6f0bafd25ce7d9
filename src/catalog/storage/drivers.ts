import type { S3State } from "../../buckets/s3.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Bucket, StorageAccount } from "../../vocabulary/bucket.ts";
import type { Application, SecretNeed } from "../application.ts";
import type { Context } from "../context.ts";
import type { StoreContext, StorePart } from "../stores/store.ts";
import { accountSecrets } from "./access.ts";
import { consumersOf } from "./buckets.ts";
import { MINIO_BUCKETS, minio, minioSecrets } from "./minio.ts";
import { s3Secrets, s3State } from "./s3.ts";
import { sharedBuckets } from "./shared.ts";

/** Keys of accounts that are made with the buckets, and not given by somebody. */
export function storageSecrets(
  settings: Settings,
  applications: readonly Application[],
): readonly SecretNeed[] {
  const { objectStorage } = settings;
  const consumers = consumersOf(applications, settings);
  switch (objectStorage.driver) {
    case "minio":
      return minioSecrets(consumers);
    case "shared":
      return accountSecrets(consumers);
    case "s3":
      return s3Secrets(objectStorage, consumers);
    case "external":
      return [];
  }
}

/** The server, where we run one, or where buckets are made on one of many. */
export function storageStores(
  context: StoreContext,
  buckets: readonly Bucket[],
  accounts: readonly StorageAccount[],
): readonly StorePart[] {
  const { objectStorage } = context.settings;
  switch (objectStorage.driver) {
    case "minio":
      return [minio(context, objectStorage, buckets, accounts)];
    case "shared":
      return [sharedBuckets(context, objectStorage, buckets, accounts)];
    default:
      return [];
  }
}

/** The buckets of Amazon, where these are. */
export function storageOfAmazon(
  context: Context,
  buckets: readonly Bucket[],
  accounts: readonly StorageAccount[],
  podsOf: (consumer: string) => readonly string[],
): S3State | undefined {
  const { objectStorage } = context.settings;
  return objectStorage.driver === "s3"
    ? s3State(context, objectStorage, buckets, accounts, podsOf)
    : undefined;
}

/** What has to be ready before whoever has a bucket. */
export const storageNeeds = ({ objectStorage }: Settings): readonly string[] =>
  ["minio", "shared"].includes(objectStorage.driver) ? [MINIO_BUCKETS] : [];
