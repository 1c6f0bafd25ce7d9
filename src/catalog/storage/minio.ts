import { bucketsPreparation, type MinioState } from "../../buckets/minio.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Bucket, StorageAccount } from "../../vocabulary/bucket.ts";
import { type Connection, component, type Endpoint, edge } from "../../vocabulary/connection.ts";
import { files, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import type { SecretNeed } from "../application.ts";
import { password, type StoreContext, type StorePart, serverResources, volume } from "../stores/store.ts";
import { accountSecrets, placesAt, withSecret } from "./access.ts";

export const MINIO = "minio";
/** The Job that keeps its buckets, and what whoever has a bucket waits for. */
export const MINIO_BUCKETS = "minio-buckets";
const PORT = 9000;
const ROOT = "root";
const ROOT_SECRET = "minio/root";

type MinioSettings = Extract<Settings["objectStorage"], { driver: "minio" }>;

/**
 * What it is called. Servers that were begun together stay together: another number of them, or of their disks, is another storage
 * beside the one before, and has a name of its own.
 */
const minioName = ({ servers, disks }: Pick<MinioSettings, "servers" | "disks">): string =>
  servers === 1 ? MINIO : `${MINIO}-${servers}x${disks}`;

/** Keys of the server and of every account on it. */
export const minioSecrets = (consumers: readonly string[]): readonly SecretNeed[] => [
  password(ROOT_SECRET),
  ...accountSecrets(consumers),
];

/** MinIO: uploads, submissions, reports, videos. */
export function minio(
  context: StoreContext,
  said: MinioSettings,
  buckets: readonly Bucket[],
  accounts: readonly StorageAccount[],
): StorePart {
  const name = minioName(said);
  const { servers, disks } = said;
  return {
    store: {
      kind: "minio",
      driver: servers === 1 ? "single" : "distributed",
      ...(servers === 1 ? {} : { spread: { servers, disks } }),
      name,
      port: PORT,
      image: said.image,
      arguments: [],
      resources: serverResources(said.memory, "250m"),
      volume: volume(context, `${name}-data`, said.volume),
      // It knows one list for all of its buckets.
      origins: [...new Set(buckets.flatMap(({ cors }) => cors.flatMap(({ origins }) => origins)))],
      credentials: files(
        `${name}-credentials`,
        "stable",
        { user: text(ROOT), password: text(secret(ROOT_SECRET)) },
        context.versionOf,
      ),
    },
    preparations: [bucketsPreparation(minioState(said, buckets, accounts), context.versionOf)],
    connections: connections(said),
    hosts: [
      {
        name: "files",
        host: context.settings.edge.files,
        component: name,
        upload: "any",
        // A large file takes as long as it takes.
        lasting: true,
        // What administers the server is none of these, and nobody outside gets to it.
        paths: buckets.flatMap(({ name }) => [`/${name}`, `/${name}/*`]),
      },
    ],
  };
}

/** In whatever order somebody wrote them, a Job that is named by what it does has the same name, and policies are the same. */
const byName = (tiers: MinioSettings["tiers"]) => Object.entries(tiers).sort(([a], [b]) => (a < b ? -1 : 1));

function connections({ tiers, replication, ...said }: MinioSettings): readonly Connection[] {
  const server = component(minioName(said));
  const outside = (from: Endpoint, endpoint: string, egress: readonly string[], why: string) =>
    placesAt(endpoint, egress).map((place) => ({ from, ...place, why }));
  return [
    { from: component(MINIO_BUCKETS), to: server, port: PORT, why: "creates buckets and accounts" },
    { from: edge, to: server, port: PORT, why: "uploaded files, for browsers and for pods" },
    ...(said.servers === 1
      ? []
      : [{ from: server, to: server, port: PORT, why: "servers spread what they are given" }]),
    { from: { kind: "role", role: "monitoring" }, to: server, port: PORT, why: "metrics" },
    ...byName(tiers).flatMap(([, { endpoint, egress }]) =>
      outside(server, endpoint, egress, "moves old files to a tier"),
    ),
    ...(replication
      ? [server, component(MINIO_BUCKETS)].flatMap((from) =>
          outside(from, replication.endpoint, replication.egress, "copies files to the second site"),
        )
      : []),
  ];
}

/** The state in which the server is to be. */
const minioState = (
  { tiers, replication, client, ...said }: MinioSettings,
  buckets: readonly Bucket[],
  accounts: readonly StorageAccount[],
): MinioState => ({
  name: MINIO_BUCKETS,
  client,
  needs: [minioName(said)],
  endpoint: `http://${minioName(said)}:${PORT}`,
  administrator: { user: ROOT, password: secret(ROOT_SECRET) },
  buckets,
  accounts: accounts.map(withSecret),
  tiers: byName(tiers).map(([name, { egress: _, ...tier }]) => ({ name, ...tier })),
  ...(replication ? { second: replication } : {}),
});
