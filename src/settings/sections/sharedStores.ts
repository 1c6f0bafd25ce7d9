import * as z from "zod";
import { destination, endpoint, host, line, port, type Settled, secret } from "../shapes.ts";
import { tierName } from "./objectStorage.ts";
import { external } from "./stores/external.ts";

const administrator = z
  .strictObject({
    user: line.describe("An account that may create databases, virtual hosts, buckets and users."),
    password: secret().describe("Its password. It stays in the namespace `arboretum-stores`."),
  })
  .describe("Who creates databases and users of each deployment.");

const server = (usual: number) => {
  const { driver: _, ...where } = external(usual);
  return z.strictObject({ ...where, administrator });
};

const storage = z.strictObject({
  endpoint: endpoint.describe("Address of the server, for pods and for browsers."),
  region: line.default("us-east-1").describe("Its region."),
  egress: z
    .array(destination)
    .min(1, { error: "Name at least one network: 10.1.2.0/24." })
    .describe("Networks that its addresses lie in."),
  tiers: z
    .array(tierName)
    .default([])
    .describe("Tiers that exist on it, by their names: deployments may move old files there."),
  administrator,
});

/** Meilisearch knows no names: its master key may do everything. */
const searchServer = server(7700).extend({
  administrator: z
    .strictObject({
      password: secret().describe("The master key. It stays in the namespace `arboretum-stores`."),
    })
    .describe("Who creates the keys of each deployment."),
  public: host.optional().describe("Host at which browsers of authors reach it by https. Default: `host`."),
});

/** RabbitMQ is administered by another way than that of its tasks. */
const rabbit = server(5671).extend({
  management: port
    .default(15671)
    .describe("Port of its HTTP API, by which virtual hosts and users are made."),
});

/** Servers that many deployments share. */
export const sharedStores = z
  .strictObject({
    mysql: server(3306).optional().describe("MySQL for deployments with `stores.mysql.driver: shared`."),
    mongodb: server(27017)
      .optional()
      .describe("MongoDB for deployments with `stores.mongodb.driver: shared`."),
    cache: server(6379)
      .optional()
      .describe(
        "Redis 6 or newer, or Valkey, for deployments with `stores.cache.driver: shared`. It needs an `aclfile`, or users would be gone after a restart.",
      ),
    sessions: server(6379)
      .optional()
      .describe(
        "Such a server for deployments with `stores.sessions.driver: shared`, another one than the cache: it evicts nothing, or learners would be logged out.",
      ),
    search: searchServer
      .optional()
      .describe(
        "Meilisearch, of the version of the release, for deployments with `stores.search.driver: shared`.",
      ),
    objectStorage: storage
      .optional()
      .describe(
        "MinIO for deployments with `objectStorage.driver: shared`, each with buckets and accounts of its own.",
      ),
    broker: rabbit
      .optional()
      .describe("RabbitMQ 3.12 or newer for deployments with `stores.broker.driver: shared`."),
  })
  .describe(
    "Servers that many deployments share, each with databases, a virtual host, keys and users of its own. No namespace of a deployment holds the administrator's password.",
  );
export type SharedStores = Settled<typeof sharedStores>;
