import type { SecretNeed } from "../application.ts";
import { busStore } from "../eventBus.ts";
import { elasticsearch } from "./elasticsearch.ts";
import { mongodb, mongodbSecrets } from "./mongodb.ts";
import { mysql, mysqlSecrets } from "./mysql.ts";
import { redis, redisSecrets } from "./redis.ts";
import { search, searchSecrets } from "./search.ts";
import type { StoreContext, StorePart } from "./store.ts";

/** The secrets of the stores, and of each database in them. */
export const storeSecrets = (
  settings: StoreContext["settings"],
  { mysql, mongodb }: StoreContext["databases"],
): readonly SecretNeed[] => [
  ...mysqlSecrets(settings, mysql),
  ...mongodbSecrets(settings, mongodb),
  ...redisSecrets(settings),
  ...searchSecrets(settings),
];

export const stores = (context: StoreContext): readonly StorePart[] => [
  mysql(context),
  mongodb(context),
  redis(context, "cache"),
  redis(context, "sessions"),
  redis(context, "broker"),
  search(context),
  ...(busStore(context.settings) === "events" ? [redis(context, "events")] : []),
  ...(context.optional.includes("elasticsearch") ? [elasticsearch(context)] : []),
];
