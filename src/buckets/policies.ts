import type { Access, Bucket, StorageAccount } from "../vocabulary/bucket.ts";
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

const statement = (actions: readonly string[], resources: readonly string[]): Tree => ({
  Effect: "Allow",
  Action: actions,
  Resource: resources.map((one) => `arn:aws:s3:::${one}`),
});

/** What an account may do, as every server reads it. Versions are not in it: what an application deletes can be had back. */
export const accountPolicy = ({ access }: Pick<StorageAccount, "access">): Tree => ({
  Version: "2012-10-17",
  Statement: access.flatMap(({ bucket, may, below = "" }) => [
    statement(OF_BUCKET[may], [bucket]),
    statement(OF_OBJECTS[may], [`${bucket}/${below}*`]),
  ]),
});

/** Lets anybody fetch what is below the public prefixes of a bucket, and list nothing. */
const publicStatement = ({ name, publicRead }: Pick<Bucket, "name" | "publicRead">): Tree => ({
  Effect: "Allow",
  Principal: { AWS: ["*"] },
  Action: ["s3:GetObject"],
  Resource: publicRead.map((prefix) => `arn:aws:s3:::${name}/${prefix}*`),
});

export const publicPolicy = (bucket: Pick<Bucket, "name" | "publicRead">): Tree => ({
  Version: "2012-10-17",
  Statement: [publicStatement(bucket)],
});

/** Nothing but https, and whatever is public. */
export const bucketPolicy = (bucket: Pick<Bucket, "name" | "publicRead">): Tree => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: { AWS: ["*"] },
      Action: ["s3:*"],
      Resource: [`arn:aws:s3:::${bucket.name}`, `arn:aws:s3:::${bucket.name}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...(bucket.publicRead.length > 0 ? [publicStatement(bucket)] : []),
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
export function replicationPolicy(buckets: readonly Bucket[]): Tree {
  const copied = buckets.filter(({ replicated }) => replicated).map(({ name }) => name);
  return {
    Version: "2012-10-17",
    Statement: [
      statement(["s3:GetReplicationConfiguration", "s3:ListBucket"], copied),
      statement(
        [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
          "s3:GetObjectRetention",
          "s3:GetObjectLegalHold",
        ],
        copied.map((name) => `${name}/*`),
      ),
      statement(
        ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ReplicateDelete"],
        copied.map((name) => `${name}-copy/*`),
      ),
    ],
  };
}
