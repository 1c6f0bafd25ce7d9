import type { Tree } from "../../vocabulary/late.ts";
import type { Address } from "../addresses.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { loginOf } from "../logins.ts";

/** How redis-py judges the certificate. */
export const judged = ({ tls }: Address): Readonly<Record<string, Tree>> =>
  tls?.file ? { ssl_ca_certs: tls.file } : {};

/** The caches that the platform names, with how long they keep a value where it is not Django's five minutes. */
const CACHES: Readonly<Record<string, { readonly seconds?: number; readonly prefix?: string }>> = {
  default: {},
  general: {},
  mongo_metadata_inheritance: { seconds: 300 },
  configuration: {},
  celery: { seconds: 7200 },
  course_structure_cache: { seconds: 604_800, prefix: "course_structure" },
  "ora2-storage": {},
};

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

/**
 * Keys carry the release: during a rollout two versions of the code share the servers, and what one has pickled the other
 * may not be able to read.
 */
export const caches = (context: Context): Contribution => ({
  source: "catalog: caches",
  values: {
    CACHES: {
      ...Object.fromEntries(
        Object.entries(CACHES).map(([name, { seconds, prefix }]) => [
          name,
          redisCache(context, "cache", `${prefix ?? name}.${context.release.name}`, seconds),
        ]),
      ),
      staticfiles: {
        BACKEND: "django.core.cache.backends.locmem.LocMemCache",
        LOCATION: "staticfiles",
        KEY_PREFIX: "staticfiles",
      },
      // Learners stay logged in when a release changes or the cache is full: no release in the key, a server of its own.
      sessions: redisCache(context, "sessions", "sessions"),
    },
    SESSION_ENGINE: "django.contrib.sessions.backends.cache",
    SESSION_CACHE_ALIAS: "sessions",
    DJANGO_REDIS_IGNORE_EXCEPTIONS: true,
  },
});

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
