import { readFileSync } from "node:fs";
import { json, text } from "../../../vocabulary/content.ts";
import { isRabbit } from "../../addresses.ts";
import type { Context } from "../../context.ts";
import { busStore } from "../../eventBus.ts";
import { loginOf } from "../../logins.ts";
import { CREDENTIALS, type Exporter, isMeasured, small, toStore } from "./exporter.ts";

const NAME = "redis-exporter";
const STORES = ["cache", "sessions", "broker", "events"] as const;
type Store = (typeof STORES)[number];

/** How long ago the task was taken that has been waiting longest for somebody to say that it is done. */
const OLDEST_TASK = readFileSync(new URL("./oldest_task.lua", import.meta.url), "utf8");

/** Lists of those who listen to workers, and of those who went without a word. */
const EVENT_LISTS = "db0=celeryev.*";

/** Those that speak its protocol, where the deployment has them. */
const storesOf = ({ settings }: Context): readonly Store[] =>
  STORES.filter(
    (store) =>
      !["memcached", "shared"].includes(settings.stores[store].driver) &&
      (store !== "broker" || !isRabbit(settings.stores)) &&
      (store !== "events" || busStore(settings) === "events"),
  );

function address(store: Store, context: Context): string {
  const { host, port, tls } = context.stores[store];
  const { user } = loginOf(context, store);
  return `${tls ? "rediss" : "redis"}://${user ? `${encodeURIComponent(user)}@` : ""}${host}:${port}`;
}

/** One for all servers: it is asked for each of them by its address, and has the password of each. */
export const redisExporter: Exporter = {
  name: NAME,
  producer: "redis",
  present: (context) => isMeasured(context) && storesOf(context).length > 0,
  image: "docker.io/oliver006/redis_exporter:v1.89.0",
  port: 9121,
  resources: small(),
  run: () => ({
    // It would ask a server of its own as well, and there is none.
    args: [
      "--redis.addr=",
      `--redis.password-file=${CREDENTIALS}/passwords.json`,
      `--script=${CREDENTIALS}/oldest_task.lua`,
    ],
    mounts: [{ from: "files", files: NAME, path: CREDENTIALS }],
  }),
  files: (context) => ({
    [NAME]: {
      "oldest_task.lua": text(OLDEST_TASK),
      "passwords.json": json(
        Object.fromEntries(
          storesOf(context).map((store) => [address(store, context), loginOf(context, store).password]),
        ),
      ),
    },
  }),
  asks: (context) => storesOf(context).flatMap((store) => toStore(NAME, store, context)),
  pages: (context) =>
    storesOf(context).map((store) => ({
      path: "/scrape",
      params: {
        target: [address(store, context)],
        ...(store === "broker" ? { "count-keys": [EVENT_LISTS] } : {}),
      },
      labels: { store },
    })),
};
