// From files of their own: the whole package takes seconds to load, and these take none.
import { AccessKey } from "@pulumi/aws/iam/accessKey.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { User } from "@pulumi/aws/iam/user.js";
import { UserPolicy } from "@pulumi/aws/iam/userPolicy.js";
import { Provider } from "@pulumi/aws/provider.js";
import { Bucket as S3Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketCorsConfiguration } from "@pulumi/aws/s3/bucketCorsConfiguration.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketReplicationConfig } from "@pulumi/aws/s3/bucketReplicationConfig.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import * as pulumi from "@pulumi/pulumi";
import { withoutTiers } from "../../buckets/lifecycle.ts";
import {
  accountPolicy,
  assumedBy,
  bucketPolicy,
  replicationPolicy,
  replicationTrust,
} from "../../buckets/policies.ts";
import { partitionOf, providerParts, type S3State } from "../../buckets/s3.ts";
import { type Bucket, copyName, type StorageAccount } from "../../vocabulary/bucket.ts";
import { IMMUTABLE } from "../../vocabulary/immutable.ts";
import type { Before } from "../placement.ts";
import { tokens } from "../tokens.ts";

/** The provider of a stack whose buckets are at Amazon: their region is not where the rest of it is. */
export const s3Provider = ({ region }: Pick<S3State, "region">): pulumi.ProviderResource =>
  new Provider("aws-buckets", { region });

export interface S3BucketsArgs {
  /** The buckets, and who gets to them. */
  readonly state: S3State;
}

/** A key of an account. */
export interface S3Key {
  /** Its name. */
  readonly id: pulumi.Output<string>;
  /** The key itself. */
  readonly secret: pulumi.Output<string>;
}

/** Keeps buckets of Amazon as declared, and gives each consumer an account that gets to its own alone. */
export class S3Buckets extends pulumi.ComponentResource {
  /** Keys by consumer. Where pods take on roles there are none. */
  readonly keys: Readonly<Record<string, S3Key>>;
  /** Whoever has a bucket depends on these. */
  readonly ready: Before;

  constructor(name: string, args: S3BucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.s3Buckets, name, {}, opts);
    const { state } = args;
    const replicator = state.second ? [this.replicator(name, state)] : [];
    const buckets = state.buckets.flatMap((bucket) => this.bucket(name, bucket, state, replicator[0]));
    const accounts = state.accounts.map((account) => this.account(name, account, state));
    this.keys = Object.fromEntries(accounts.flatMap(({ key }) => key ?? []));
    this.ready = [...buckets, ...accounts.flatMap(({ resources }) => resources)];
    this.registerOutputs({});
  }

  /** A bucket with all that is said of it, under its own name: another name is another bucket, and the old one stays. */
  private bucket(
    prefix: string,
    bucket: Bucket,
    state: S3State,
    replicator: Role | undefined,
  ): readonly pulumi.Resource[] {
    const name = `${prefix}-${bucket.name}`;
    const one = this.plain(name, bucket, state.region, state);
    if (state.second === undefined || replicator === undefined || !bucket.replicated) return one.resources;
    const copy = this.plain(`${name}-copy`, copyOf(bucket), state.second.region, state.second);
    const replication = new BucketReplicationConfig(
      name,
      {
        region: state.region,
        bucket: one.bucket.id,
        role: replicator.arn,
        rules: [
          {
            id: "second-region",
            status: "Enabled",
            filter: {},
            deleteMarkerReplication: { status: "Enabled" },
            destination: { bucket: copy.bucket.arn, ...encryptedBy(state.second.kmsKey) },
            // What a key of one's own encrypts is copied only where somebody says so.
            ...(state.second.kmsKey
              ? { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } } }
              : {}),
          },
        ],
      },
      { parent: this, dependsOn: [...one.resources, ...copy.resources] },
    );
    return [...one.resources, ...copy.resources, replication];
  }

  private plain(
    name: string,
    bucket: Bucket,
    region: string,
    { kmsKey }: { readonly kmsKey?: string | undefined },
  ): { readonly bucket: S3Bucket; readonly resources: readonly pulumi.Resource[] } {
    const made = new S3Bucket(name, bucketArgs(bucket, region), {
      parent: this,
      protect: bucket.keep,
      retainOnDelete: bucket.keep,
      ignoreChanges: [...IMMUTABLE["aws:s3/bucket:Bucket"]],
    });
    const of = { bucket: made.id, region };
    const opts = { parent: this };
    const open = bucket.publicRead.length > 0;
    const versioning = bucket.versioning
      ? [new BucketVersioning(name, { ...of, versioningConfiguration: { status: "Enabled" } }, opts)]
      : [];
    const after = { parent: this, dependsOn: versioning };
    const access = new BucketPublicAccessBlock(
      name,
      {
        ...of,
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: !open,
        restrictPublicBuckets: !open,
      },
      opts,
    );
    return {
      bucket: made,
      resources: [
        made,
        ...versioning,
        access,
        new BucketOwnershipControls(name, { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } }, opts),
        new BucketServerSideEncryptionConfiguration(name, { ...of, rules: [encryption(kmsKey)] }, opts),
        new BucketLifecycleConfiguration(name, { ...of, rules: lifecycleRules(bucket) }, after),
        // An open policy is refused until the block lets it through.
        new BucketPolicy(
          name,
          { ...of, policy: JSON.stringify(bucketPolicy(bucket, partitionOf(region))) },
          { parent: this, dependsOn: [access] },
        ),
        ...(bucket.cors.length > 0
          ? [new BucketCorsConfiguration(name, { ...of, corsRules: corsRules(bucket) }, opts)]
          : []),
        ...(bucket.lockDays === undefined
          ? []
          : [
              new BucketObjectLockConfiguration(
                name,
                { ...of, rule: { defaultRetention: { mode: "GOVERNANCE", days: bucket.lockDays } } },
                after,
              ),
            ]),
      ],
    };
  }

  /** Who copies to the other region. */
  private replicator(prefix: string, state: S3State): Role {
    const role = new Role(
      `${prefix}-replication`,
      { assumeRolePolicy: JSON.stringify(replicationTrust) },
      { parent: this },
    );
    new RolePolicy(
      `${prefix}-replication`,
      {
        role: role.name,
        policy: JSON.stringify(
          replicationPolicy(state.buckets, { ...atAmazon(state), copyKey: state.second?.kmsKey }),
        ),
      },
      { parent: this },
    );
    return role;
  }

  private account(
    prefix: string,
    account: StorageAccount,
    state: S3State,
  ): { readonly key?: readonly [string, S3Key][]; readonly resources: readonly pulumi.Resource[] } {
    const name = `${prefix}-${account.consumer}`;
    const { roles } = state;
    const policy = JSON.stringify(accountPolicy(account, atAmazon(state)));
    const opts = { parent: this };
    if (roles) {
      const { issuer } = providerParts(roles.provider);
      const pods = roles.pods[account.consumer] ?? [];
      const trust = JSON.stringify(assumedBy(roles.provider, issuer, roles.namespace, pods));
      const role = new Role(name, { name: account.name, assumeRolePolicy: trust }, opts);
      return { resources: [new RolePolicy(name, { role: role.name, policy }, opts)] };
    }
    const user = new User(name, { name: account.name }, opts);
    const key = new AccessKey(
      name,
      { user: user.name },
      { parent: this, additionalSecretOutputs: ["secret"] },
    );
    return {
      key: [[account.consumer, { id: key.id, secret: pulumi.secret(key.secret) }]],
      resources: [new UserPolicy(name, { user: user.name, policy }, opts)],
    };
  }
}

const atAmazon = ({ region, kmsKey }: S3State) => ({ partition: partitionOf(region), kmsKey });

/** What a bucket is in the other region, where nobody is shown anything. */
const copyOf = (bucket: Bucket): Bucket => ({
  ...withoutTiers(bucket),
  name: copyName(bucket.name),
  publicRead: [],
  cors: [],
});

const encryptedBy = (kmsKey: string | undefined) =>
  kmsKey ? { encryptionConfiguration: { replicaKmsKeyId: kmsKey } } : {};

const bucketArgs = (bucket: Bucket, region: string) => ({
  bucket: bucket.name,
  region,
  // What is in it goes with it only where nothing is kept.
  forceDestroy: !bucket.keep,
  objectLockEnabled: bucket.lockDays !== undefined,
  tags: { "arboretum.dev/purpose": bucket.purpose },
});

const encryption = (kmsKey: string | undefined) => ({
  applyServerSideEncryptionByDefault: kmsKey
    ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKey }
    : { sseAlgorithm: "AES256" },
  // One question to the key service for many objects.
  bucketKeyEnabled: kmsKey !== undefined,
});

const lifecycleRules = (bucket: Bucket) => [
  ...bucket.lifecycle.map(({ id, prefix, expireDays, archive }) => ({
    id,
    status: "Enabled",
    filter: { prefix },
    ...(expireDays === undefined ? {} : { expiration: { days: expireDays } }),
    ...(archive === undefined ? {} : { transitions: [{ days: archive.days, storageClass: archive.tier }] }),
  })),
  {
    id: "leftovers",
    status: "Enabled",
    filter: { prefix: "" },
    ...(bucket.versioning ? { noncurrentVersionExpiration: { noncurrentDays: bucket.noncurrentDays } } : {}),
    abortIncompleteMultipartUpload: { daysAfterInitiation: bucket.incompleteDays },
  },
];

const corsRules = ({ cors }: Bucket) =>
  cors.map(({ origins, methods }) => ({
    allowedOrigins: [...origins],
    allowedMethods: [...methods],
    allowedHeaders: ["*"],
    exposeHeaders: ["ETag"],
    maxAgeSeconds: 3600,
  }));
