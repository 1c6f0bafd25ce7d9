import { type Content, text } from "../../vocabulary/content.ts";
import { isElsewhere } from "../../vocabulary/store.ts";
import type { Address } from "../addresses.ts";
import type { ApplicationContext, Context } from "../context.ts";
import { replicaSetOf } from "../django/modulestore.ts";
import { type Administrator, administratorOf } from "../stores/administrator.ts";

/** The stores that are dumped. Caches and sessions may be forgotten, queued tasks are of yesterday, and indexes are built again. */
export const DUMPED = ["mysql", "mongodb"] as const;
export type Dumped = (typeof DUMPED)[number];

/** The Job that makes the account which reads a server. */
export const accountJob = (store: Dumped): string => `backup-account-${store}`;

/** The administrator of a server, where a Job of the deployment may log in as one: of a server that many share nobody may. */
export function rootOf(name: Dumped, context: Context): Required<Administrator> | undefined {
  const { user, password } = administratorOf(name, context) ?? {};
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** Where the image of MySQL, which is built on Oracle Linux, keeps the certificates that it trusts. */
const TRUSTED = "/etc/pki/tls/certs/ca-bundle.crt";
const AUTHORITY = "authority.pem";

/** The certificates that a server's own is signed by, beside the password for it. */
export function authorityOf(name: Dumped, { stores }: Context): Readonly<Record<string, Content>> {
  const authority = stores[name].tls?.authority;
  return authority === undefined ? {} : { [AUTHORITY]: text(authority) };
}

function tlsOf({ tls }: Address, folder: string): Readonly<Record<string, string>> {
  if (tls === undefined) return {};
  if (tls.unverified) return { MYSQL_TLS: "REQUIRED" };
  return {
    MYSQL_TLS: "VERIFY_IDENTITY",
    MYSQL_CA: tls.authority === undefined ? TRUSTED : `${folder}/${AUTHORITY}`,
  };
}

/** A server as the programs are told of it: where it is, who asks, how its certificate is judged. `folder` has the password. */
export const mysqlServer = (
  { stores, databases, settings }: ApplicationContext,
  user: string,
  folder: string,
): Readonly<Record<string, string>> => ({
  MYSQL_HOST: stores.mysql.host,
  MYSQL_PORT: String(stores.mysql.port),
  MYSQL_USER: user,
  ...tlsOf(stores.mysql, folder),
  ...(settings.backups?.binaryLogs ? { BINARY_LOGS: "yes" } : {}),
  DATABASES: databases.mysql.map(({ name }) => name).join(" "),
});

export function mongodbServer(
  { stores, databases, settings }: ApplicationContext,
  user: string,
  folder: string,
): Readonly<Record<string, string>> {
  const { host, port, tls } = stores.mongodb;
  const replicaSet = replicaSetOf(settings.stores.mongodb);
  return {
    MONGODB_HOST: host,
    MONGODB_PORT: String(port),
    MONGODB_USER: user,
    ...(replicaSet === undefined ? {} : { MONGODB_REPLICA_SET: replicaSet }),
    ...(tls ? { MONGODB_TLS: "yes" } : {}),
    ...(tls?.authority === undefined ? {} : { MONGODB_CA: `${folder}/${AUTHORITY}` }),
    DATABASES: databases.mongodb.map(({ name }) => name).join(" "),
    // Ours is a replica set and nobody else's: all of it, with what is written meanwhile.
    ...(isElsewhere(settings.stores.mongodb) ? {} : { OPLOG: "yes" }),
  };
}
