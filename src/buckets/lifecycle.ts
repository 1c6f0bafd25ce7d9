import type { Bucket, LifecycleRule } from "../vocabulary/bucket.ts";
import type { Tree } from "../vocabulary/late.ts";

/** The whole lifecycle of a bucket, as a server reads it: rules that are not in it are gone. */
export const lifecycleConfiguration = (bucket: Bucket): Tree => ({
  Rules: [...bucket.lifecycle.map(ruleOf), housekeeping(bucket)],
});

/**
 * A bucket as a second site has it. What has run out here goes there too: a marker that a lifecycle has set is not copied
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/delete-marker-replication.html). Nothing moves to a tier that only this server knows.
 */
export const withoutTiers = (bucket: Bucket): Bucket => ({
  ...bucket,
  lifecycle: bucket.lifecycle.flatMap(({ archive: _, ...rule }) =>
    rule.expireDays === undefined ? [] : [rule],
  ),
});

const ruleOf = ({ id, prefix, expireDays, archive }: LifecycleRule): Tree => ({
  ID: id,
  Status: "Enabled",
  Filter: { Prefix: prefix },
  ...(expireDays === undefined ? {} : { Expiration: { Days: expireDays } }),
  ...(archive === undefined ? {} : { Transition: { Days: archive.days, StorageClass: archive.tier } }),
});

/** Old versions go after their time: what is deleted would fill a bucket with versions for ever otherwise. */
const housekeeping = ({ noncurrentDays }: Bucket): Tree => ({
  ID: "versions",
  Status: "Enabled",
  Filter: { Prefix: "" },
  NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays },
});
