import { bucketsPreparation } from "../../buckets/minio.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Bucket, StorageAccount } from "../../vocabulary/bucket.ts";
import { component } from "../../vocabulary/connection.ts";
import { administratorSecret, guestName, SHARED_NAMESPACE } from "../stores/shared.ts";
import type { StoreContext, StorePart } from "../stores/store.ts";
import { placeOf, placesAt, withSecret } from "./access.ts";
import { MINIO, MINIO_BUCKETS } from "./minio.ts";

type SharedSettings = Extract<Settings["objectStorage"], { driver: "shared" }>;

/** The buckets and accounts of a deployment on a MinIO of many, made where the administrator's password is. */
export function sharedBuckets(
  context: StoreContext,
  { client }: SharedSettings,
  buckets: readonly Bucket[],
  accounts: readonly StorageAccount[],
): StorePart {
  const { endpoint, egress } = placeOf(context);
  const guest = { namespace: SHARED_NAMESPACE, name: guestName(context) };
  const places = placesAt(endpoint, egress);
  const preparation = bucketsPreparation(
    {
      name: MINIO_BUCKETS,
      client,
      endpoint,
      administrator: {
        user: context.shared.objectStorage?.administrator.user ?? "",
        secret: administratorSecret("objectStorage"),
      },
      guest,
      buckets,
      accounts: accounts.map(withSecret),
    },
    context.versionOf,
  );
  return {
    store: {
      kind: "minio",
      driver: "shared",
      name: MINIO,
      host: new URL(endpoint).hostname,
      port: places[0]?.port ?? 443,
    },
    preparations: [preparation],
    connections: places.map((place) => ({
      from: component(preparation.component ?? preparation.name),
      ...place,
      why: "creates buckets and accounts",
    })),
    hosts: [],
  };
}
