import type { Purpose } from "../../vocabulary/bucket.ts";
import { type Connection, component, type Endpoint, network } from "../../vocabulary/connection.ts";
import type { Tree } from "../../vocabulary/late.ts";
import type { Context } from "../context.ts";
import { bucketName } from "./buckets.ts";

/** How an application gets to its buckets. */
export interface BucketAccess {
  readonly bucket: (purpose: Purpose) => string;
  /** Address of the server, the same for pods and for browsers: what a pod signs, a browser asks for. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: Tree;
  readonly secretKey: Tree;
}

/** The way of one consumer to its buckets. Nothing where the deployment has no object storage. */
export function bucketAccess(consumer: string, context: Context): BucketAccess | undefined {
  const { objectStorage } = context.settings;
  if (objectStorage === undefined) return undefined;
  const { endpoint, region, account, accounts } = objectStorage;
  return {
    bucket: (purpose) => bucketName(context, purpose),
    endpoint,
    region,
    ...(accounts[consumer] ?? account),
  };
}

/** Where the object storage is, for network policies. */
function placesOf({ settings: { objectStorage } }: Context): readonly { to: Endpoint; port: number }[] {
  if (objectStorage === undefined) return [];
  const { protocol, port } = new URL(objectStorage.endpoint);
  return objectStorage.egress.map((range) => ({
    to: network("object-storage", range),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  }));
}

/** The ways of components to the object storage. */
export const bucketConnections = (context: Context, components: readonly string[]): readonly Connection[] =>
  placesOf(context).flatMap((place) =>
    components.map((from) => ({ from: component(from), ...place, why: "uploaded files" })),
  );

/**
 * Checksums that newer clients of Amazon send by themselves, and that older servers of others refuse. Clients read these
 * from the environment.
 */
export const bucketEnvironment = ({ settings }: Context): Readonly<Record<string, string>> =>
  settings.objectStorage === undefined
    ? {}
    : {
        AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
        AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
      };
