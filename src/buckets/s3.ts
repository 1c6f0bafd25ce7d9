import type { Bucket, StorageAccount } from "../vocabulary/bucket.ts";

/** Buckets of Amazon, and who gets to them. */
export interface S3State {
  readonly region: string;
  /** Buckets to bring into the declared state. */
  readonly buckets: readonly Bucket[];
  readonly accounts: readonly StorageAccount[];
  /** Key of KMS that everything is encrypted with. Absent: Amazon's own. */
  readonly kmsKey?: string;
  /** Region that gets a copy of what is written, and the key that encrypts it there. Absent: none. */
  readonly second?: { readonly region: string; readonly kmsKey?: string | undefined };
  /** Absent: each account is a user with a key. Otherwise it is a role that pods take on by the service account that they run as. */
  readonly roles?: {
    /** The identity provider of the cluster, as IAM knows it. */
    readonly provider: string;
    readonly namespace: string;
    /** Service accounts of each consumer. */
    readonly pods: Readonly<Record<string, readonly string[]>>;
  };
}

/** The part of the world of Amazon that a region is in, as names begin there. */
export function partitionOf(region: string): string {
  const [, apart] = /^(cn|us-gov)-/.exec(region) ?? [];
  return apart === undefined ? "aws" : `aws-${apart}`;
}

/** Where the buckets of a region are asked for. */
export const hostOf = (region: string): string =>
  `s3.${region}.amazonaws.com${partitionOf(region) === "aws-cn" ? ".cn" : ""}`;

/** Everything of a name that IAM has of an identity provider: `arn:aws:iam::<account>:oidc-provider/<issuer>`. */
const PROVIDER = /^arn:(aws[a-z-]*):iam::(\d{12}):oidc-provider\/(.+)$/;

/** The issuer of an identity provider, and the role of an account beside it. */
export function providerParts(provider: string): {
  readonly issuer: string;
  readonly roleOf: (account: string) => string;
} {
  const [, partition = "aws", owner = "", issuer = ""] = PROVIDER.exec(provider) ?? [];
  return { issuer, roleOf: (account) => `arn:${partition}:iam::${owner}:role/${account}` };
}

/** The role of each pod that has one, by its component. */
export const podRoles = ({ roles, accounts }: S3State): Readonly<Record<string, string>> => {
  if (roles === undefined) return {};
  const { roleOf } = providerParts(roles.provider);
  return Object.fromEntries(
    accounts.flatMap(({ consumer, name }) => (roles.pods[consumer] ?? []).map((pod) => [pod, roleOf(name)])),
  );
};
