import { type Access, type Bucket, copyName, type StorageAccount } from "../vocabulary/bucket.ts";
import type { Tree } from "../vocabulary/late.ts";

const OF_BUCKET: Readonly<Record<Access, readonly string[]>> = {
  read: ["s3:GetBucketLocation", "s3:ListBucket"],
  add: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
  write: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
  expire: ["s3:GetBucketLocation", "s3:ListBucket"],
};

const PUT = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];

const OF_OBJECTS: Readonly<Record<Access, readonly string[]>> = {
  read: ["s3:GetObject"],
  add: PUT,
  write: [...PUT, "s3:DeleteObject"],
  expire: ["s3:DeleteObject"],
};

/** The part of the world of Amazon that buckets are in; every other server calls its own so too. */
const COMMON = "aws";

/** Some buckets, or what is in them. */
const named = (partition: string, some: readonly string[]) =>
  some.map((one) => `arn:${partition}:s3:::${one}`);

const allowed = (actions: readonly string[], resources: readonly string[]): Tree => ({
  Effect: "Allow",
  Action: actions,
  Resource: resources,
});

/** Of Amazon: where the buckets are, and the key that encrypts what is in them. */
interface AtAmazon {
  readonly partition?: string;
  readonly kmsKey?: string | undefined;
}

/** What an account may do, as every server reads it. Versions are not in it: what an application deletes can be had back. */
export const accountPolicy = (
  { access }: Pick<StorageAccount, "access">,
  { partition = COMMON, kmsKey }: AtAmazon = {},
): Tree => ({
  Version: "2012-10-17",
  Statement: [
    ...access.flatMap(({ bucket, may, below = "" }) => [
      allowed(OF_BUCKET[may], named(partition, [bucket])),
      allowed(OF_OBJECTS[may], named(partition, [`${bucket}/${below}*`])),
    ]),
    // Whoever may not use the key can neither write nor read what it encrypts, whatever else it may.
    ...(kmsKey ? [allowed(["kms:Decrypt", "kms:GenerateDataKey"], [kmsKey])] : []),
  ],
});

/** Lets anybody fetch what is below the public prefixes of a bucket, and list nothing. */
const publicStatement = (
  { name, publicRead }: Pick<Bucket, "name" | "publicRead">,
  partition = COMMON,
): Tree => ({
  Effect: "Allow",
  Principal: { AWS: ["*"] },
  Action: ["s3:GetObject"],
  Resource: named(
    partition,
    publicRead.map((prefix) => `${name}/${prefix}*`),
  ),
});

export const publicPolicy = (bucket: Pick<Bucket, "name" | "publicRead">): Tree => ({
  Version: "2012-10-17",
  Statement: [publicStatement(bucket)],
});

/** Nothing but https, and whatever is public. */
export const bucketPolicy = (bucket: Pick<Bucket, "name" | "publicRead">, partition = COMMON): Tree => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: { AWS: ["*"] },
      Action: ["s3:*"],
      Resource: named(partition, [bucket.name, `${bucket.name}/*`]),
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...(bucket.publicRead.length > 0 ? [publicStatement(bucket, partition)] : []),
  ],
});

/** Lets the pods of some service accounts take on a role, and nobody else. */
export const assumedBy = (
  provider: string,
  issuer: string,
  namespace: string,
  pods: readonly string[],
): Tree => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${issuer}:aud`]: "sts.amazonaws.com",
          [`${issuer}:sub`]: pods.map((pod) => `system:serviceaccount:${namespace}:${pod}`),
        },
      },
    },
  ],
});

export const replicationTrust: Tree = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/** What it takes to copy what is written: read here, write there, and delete nothing for good. */
export function replicationPolicy(
  buckets: readonly Bucket[],
  { partition = COMMON, kmsKey, copyKey }: AtAmazon & { readonly copyKey?: string | undefined } = {},
): Tree {
  const copied = buckets.filter(({ replicated }) => replicated).map(({ name }) => name);
  return {
    Version: "2012-10-17",
    Statement: [
      allowed(["s3:GetReplicationConfiguration", "s3:ListBucket"], named(partition, copied)),
      allowed(
        [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
          "s3:GetObjectRetention",
          "s3:GetObjectLegalHold",
        ],
        named(
          partition,
          copied.map((name) => `${name}/*`),
        ),
      ),
      allowed(
        ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ReplicateDelete"],
        named(
          partition,
          copied.map((name) => `${copyName(name)}/*`),
        ),
      ),
      ...(kmsKey ? [allowed(["kms:Decrypt"], [kmsKey])] : []),
      // A key of a bucket is made there for many objects, and read again for the next one.
      ...(copyKey ? [allowed(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], [copyKey])] : []),
    ],
  };
}
