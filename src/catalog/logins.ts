import type { Settings } from "../settings/settings.ts";
import { type Late, secret } from "../vocabulary/late.ts";
import { isExternal, type Login } from "./addresses.ts";
import type { Context } from "./context.ts";
import { guestName } from "./stores/shared.ts";

type RedisUse = "cache" | "sessions" | "broker" | "events";

type Named = Pick<Context, "settings" | "deployment" | "stage">;

/** Whom the deployment is to its own RabbitMQ, which knows nobody without a name. */
export const RABBIT_USER = "openedx";

/** How one logs in to a store that has one login for everybody: with its own password, or with the one that somebody gave. */
export function loginOf(context: Named, use: RedisUse): Login {
  const { stores } = context.settings;
  const said = stores[use];
  if (isExternal(said)) return { password: said.password, ...(said.user ? { user: said.user } : {}) };
  const password = secret(`${use}/password`);
  if (said.driver === "shared") return { user: guestName(context), password };
  return said.driver === "rabbitmq" ? { user: RABBIT_USER, password } : { password };
}

/** The key of the platform to its indexes. */
export const searchKeyOf = ({ stores: { search } }: Pick<Settings, "stores">): Late =>
  ("key" in search && search.key) || secret("search/api-key");

/** The virtual host with the queues of the deployment, on RabbitMQ. */
export function virtualHostOf(context: Named): string {
  const { broker } = context.settings.stores;
  return isExternal(broker) ? (broker.virtualHost ?? "/") : guestName(context);
}
