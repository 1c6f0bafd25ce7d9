import type { Tree } from "../../vocabulary/late.ts";
import type { Address } from "../addresses.ts";
import type { Context } from "../context.ts";
import { loginOf } from "../logins.ts";
import { guestName } from "../stores/shared.ts";

/** How redis-py judges the certificate. */
export const judged = ({ tls }: Address): Readonly<Record<string, Tree>> =>
  tls?.file ? { ssl_ca_certs: tls.file } : {};

/**
 * Seconds until a server counts as gone. redis-py waits for ever by itself, and whoever waits is a worker that answers nobody: a node that
 * is lost refuses nothing.
 */
const PATIENCE = { SOCKET_CONNECT_TIMEOUT: 2, SOCKET_TIMEOUT: 5 };

/** A cache of Django on one of the servers. Keys of different applications differ by their prefix. */
export function redisCache(
  context: Context,
  store: "cache" | "sessions",
  prefix: string,
  seconds?: number,
): Tree {
  const { stores, settings } = context;
  const { host, port, tls } = stores[store];
  const { user, password } = loginOf(context, store);
  return {
    BACKEND: "django_redis.cache.RedisCache",
    LOCATION: `${tls ? "rediss" : "redis"}://${user ? `${encodeURIComponent(user)}@` : ""}${host}:${port}/0`,
    // On a server of many its user reaches the keys alone that begin so.
    KEY_PREFIX: settings.stores[store].driver === "shared" ? `${guestName(context)}.${prefix}` : prefix,
    OPTIONS: {
      PASSWORD: password,
      ...PATIENCE,
      // A cache that is gone is a cache that remembers nothing. A session that is not stored is none: Django takes a server that says nothing
      // for one that has the key already, and tries ten thousand others.
      IGNORE_EXCEPTIONS: store === "cache",
      ...(tls ? { CONNECTION_POOL_KWARGS: judged(stores[store]) } : {}),
    },
    ...(seconds === undefined ? {} : { TIMEOUT: seconds }),
  };
}

/** A server of Redis for whoever wants one address with the password in it: our modules put it together. */
export const redisServer = (
  context: Pick<Context, "stores" | "settings" | "deployment" | "stage">,
  store: "broker" | "events",
  database: number,
): Readonly<Record<string, Tree>> => {
  const { host, port, tls } = context.stores[store];
  return {
    host,
    port,
    database,
    ...loginOf(context, store),
    ...(tls ? { certificates: tls.file ?? "" } : {}),
  };
};
