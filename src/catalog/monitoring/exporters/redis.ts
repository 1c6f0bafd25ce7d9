import { json } from "../../../vocabulary/content.ts";
import { isRabbit } from "../../addresses.ts";
import type { Context } from "../../context.ts";
import { busStore } from "../../eventBus.ts";
import { loginOf } from "../../logins.ts";
import { CREDENTIALS, type Exporter, isMeasured, small, toStore } from "./exporter.ts";

const NAME = "redis-exporter";
const STORES = ["cache", "sessions", "broker", "events"] as const;
type Store = (typeof STORES)[number];

/** Those that speak its protocol, where the deployment has them. */
const storesOf = ({ settings }: Context): readonly Store[] =>
  STORES.filter(
    (store) =>
      settings.stores[store].driver !== "memcached" &&
      (store !== "broker" || !isRabbit(settings.stores)) &&
      (store !== "events" || busStore(settings) === "events"),
  );

function address(store: Store, { stores, settings }: Context): string {
  const { host, port, tls } = stores[store];
  const { user } = loginOf(settings, store);
  return `${tls ? "rediss" : "redis"}://${user ? `${encodeURIComponent(user)}@` : ""}${host}:${port}`;
}

/** One for all servers: it is asked for each of them by its address, and has the password of each. */
export const redisExporter: Exporter = {
  name: NAME,
  producer: "redis",
  present: isMeasured,
  image: "docker.io/oliver006/redis_exporter:v1.89.0",
  port: 9121,
  resources: small(),
  run: () => ({
    // It would ask a server of its own as well, and there is none.
    args: ["--redis.addr=", `--redis.password-file=${CREDENTIALS}/passwords.json`],
    mounts: [{ from: "files", files: NAME, path: CREDENTIALS }],
  }),
  files: (context) => ({
    [NAME]: {
      "passwords.json": json(
        Object.fromEntries(
          storesOf(context).map((store) => [
            address(store, context),
            loginOf(context.settings, store).password,
          ]),
        ),
      ),
    },
  }),
  asks: (context) => storesOf(context).flatMap((store) => toStore(NAME, store, context)),
  pages: (context) =>
    storesOf(context).map((store) => ({
      path: "/scrape",
      params: { target: [address(store, context)] },
      labels: { store },
    })),
};
