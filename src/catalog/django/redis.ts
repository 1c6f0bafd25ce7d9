import type { Tree } from "../../vocabulary/late.ts";
import type { Address } from "../addresses.ts";
import type { Context } from "../context.ts";
import { loginOf } from "../logins.ts";

/** How redis-py judges the certificate. */
export const judged = ({ tls }: Address): Readonly<Record<string, Tree>> =>
  tls?.file ? { ssl_ca_certs: tls.file } : {};

/** A cache of Django on one of the servers. Keys of different applications differ by their prefix. */
export function redisCache(
  { stores, settings }: Context,
  store: "cache" | "sessions",
  prefix: string,
  seconds?: number,
): Tree {
  const { host, port, tls } = stores[store];
  const { user, password } = loginOf(settings, store);
  return {
    BACKEND: "django_redis.cache.RedisCache",
    LOCATION: `${tls ? "rediss" : "redis"}://${user ? `${encodeURIComponent(user)}@` : ""}${host}:${port}/0`,
    KEY_PREFIX: prefix,
    OPTIONS: {
      PASSWORD: password,
      ...(tls ? { CONNECTION_POOL_KWARGS: judged(stores[store]) } : {}),
    },
    ...(seconds === undefined ? {} : { TIMEOUT: seconds }),
  };
}

/** A server of Redis for whoever wants one address with the password in it: our modules put it together. */
export const redisServer = (
  { stores, settings }: Pick<Context, "stores" | "settings">,
  store: "broker" | "events",
  database: number,
): Readonly<Record<string, Tree>> => {
  const { host, port, tls } = stores[store];
  return {
    host,
    port,
    database,
    ...loginOf(settings, store),
    ...(tls ? { certificates: tls.file ?? "" } : {}),
  };
};
