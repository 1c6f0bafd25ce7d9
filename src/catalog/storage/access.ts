import { hostOf } from "../../buckets/s3.ts";
import type { Purpose, StorageAccount } from "../../vocabulary/bucket.ts";
import { type Connection, component, type Endpoint, edge, network } from "../../vocabulary/connection.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import type { SecretNeed } from "../application.ts";
import { addressOf, type Context, publicPort } from "../context.ts";
import { password } from "../stores/store.ts";
import { accountName, bucketName } from "./buckets.ts";

/** How an application gets to its buckets. */
export interface BucketAccess {
  readonly bucket: (purpose: Purpose) => string;
  /** Address of the server, the same for pods and for browsers: what a pod signs, a browser asks for. */
  readonly address: string;
  /** The same where a client has to be told. Absent: it knows by the region. */
  readonly endpoint?: string;
  readonly region: string;
  readonly addressing: "path" | "auto";
  /** Absent: pods have a role. */
  readonly key?: { readonly accessKey: Tree; readonly secretKey: Tree };
}

/** Where a driver answers, and who gets in. */
interface Server extends Pick<BucketAccess, "address" | "endpoint" | "region" | "addressing"> {
  readonly account: (consumer: string) => BucketAccess["key"];
  /** What network policies open for it. */
  readonly places: readonly { readonly to: Endpoint; readonly port: number }[];
}

/** Name of the secret with the key of a consumer's account. */
export const accountSecret = (consumer: string): string => `storage/${consumer}`;
/** Name of the secret with the name of the account, where only the server knows it. */
export const accountId = (consumer: string): string => `storage/${consumer}/id`;

/** The accounts of consumers that are made here, each with its key. */
export const accountSecrets = (consumers: readonly string[]): readonly SecretNeed[] =>
  consumers.map((consumer) => password(accountSecret(consumer)));

/** An account for the Job that makes it. */
export const withSecret = (account: StorageAccount) => ({
  ...account,
  secret: secret(accountSecret(account.consumer)),
});

/** The key of an account that is made here: its name is ours, and says whose it is. */
const ownAccount = (context: Context) => (consumer: string) => ({
  accessKey: accountName(context, consumer),
  secretKey: secret(accountSecret(consumer)),
});

function serverOf(context: Context): Server {
  const { objectStorage } = context.settings;
  switch (objectStorage.driver) {
    case "minio":
      return {
        address: addressOf(context, "files"),
        endpoint: addressOf(context, "files"),
        region: "us-east-1",
        addressing: "path",
        account: ownAccount(context),
        places: [{ to: edge, port: publicPort(context) }],
      };
    case "s3":
      return {
        address: `https://${hostOf(objectStorage.region)}`,
        region: objectStorage.region,
        addressing: "auto",
        account: (consumer) =>
          objectStorage.access.by === "roles"
            ? undefined
            : { accessKey: secret(accountId(consumer)), secretKey: secret(accountSecret(consumer)) },
        places: [{ to: network("object-storage", "internet"), port: 443 }],
      };
    case "shared":
      return elsewhere(placeOf(context), ownAccount(context));
    case "external":
      return elsewhere(
        objectStorage,
        (consumer) => objectStorage.accounts[consumer] ?? objectStorage.account,
      );
  }
}

interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly egress: readonly string[];
}

const elsewhere = ({ endpoint, region, egress }: Place, account: Server["account"]): Server => ({
  address: endpoint,
  endpoint,
  region,
  addressing: "path",
  account,
  places: placesAt(endpoint, egress),
});

/** A platform that shares no server is refused elsewhere. */
const NOWHERE: Place = { endpoint: "https://object-storage.invalid", region: "us-east-1", egress: [] };

/** Where the server of many answers. */
export const placeOf = ({ shared }: Pick<Context, "shared">): Place => shared.objectStorage ?? NOWHERE;

/** The networks of a server outside, each with its port. */
export function placesAt(
  endpoint: string,
  egress: readonly string[],
  called = "object-storage",
): Server["places"] {
  const { protocol, port } = new URL(endpoint);
  const number = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  return egress.map((range) => ({ to: network(called, range), port: number }));
}

/** The way of one consumer to its buckets. */
export function bucketAccess(consumer: string, context: Context): BucketAccess {
  const { account, places: _, ...server } = serverOf(context);
  const key = account(consumer);
  return { ...server, bucket: (purpose) => bucketName(context, purpose), ...(key ? { key } : {}) };
}

/** The ways of components to the object storage. */
export const bucketConnections = (context: Context, components: readonly string[]): readonly Connection[] =>
  serverOf(context).places.flatMap((place) =>
    components.map((from) => ({ from: component(from), ...place, why: "uploaded files" })),
  );

/**
 * What clients read from the environment. Newer ones send checksums by themselves, which older servers of others refuse; and
 * some parts of the platform say no region.
 */
export const bucketEnvironment = ({
  settings: { objectStorage },
}: Context): Readonly<Record<string, string>> =>
  objectStorage.driver === "s3"
    ? { AWS_DEFAULT_REGION: objectStorage.region }
    : {
        AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
        AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
      };
