import type { Tree } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { redisCache } from "./redis.ts";

/** Whether the image of whoever remembers has a client for Memcached. The platform's has, and that of credentials; nobody knows of the others. */
type MemcachedClient = "has" | "unknown";

/** A cache of Django for values that may be forgotten. Keys of different applications differ by their prefix. */
export function valueCache(
  context: Context,
  prefix: string,
  client: MemcachedClient,
  seconds?: number,
): Tree {
  if (context.settings.stores.cache.driver !== "memcached")
    return redisCache(context, "cache", prefix, seconds);
  const timeout = seconds === undefined ? {} : { TIMEOUT: seconds };
  if (client === "unknown")
    return {
      BACKEND: "django.core.cache.backends.locmem.LocMemCache",
      LOCATION: prefix,
      KEY_PREFIX: prefix,
      ...timeout,
    };
  const { host, port } = context.stores.cache;
  return {
    BACKEND: "django.core.cache.backends.memcached.PyMemcacheCache",
    LOCATION: `${host}:${port}`,
    KEY_PREFIX: prefix,
    // A cache that is gone is a cache that remembers nothing.
    OPTIONS: { no_delay: true, ignore_exc: true, use_pooling: true, connect_timeout: 0.5 },
    ...timeout,
  };
}

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
          valueCache(context, `${prefix ?? name}.${context.release.name}`, "has", seconds),
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
  },
});
