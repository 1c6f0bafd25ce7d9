import type { Settings } from "../settings/settings.ts";
import { type Late, secret } from "../vocabulary/late.ts";
import { isExternal, isRabbit, type Login } from "./addresses.ts";
import type { Context } from "./context.ts";

type RedisUse = "cache" | "sessions" | "broker" | "events";

/** Whom the deployment is to its own RabbitMQ, which knows nobody without a name. */
export const RABBIT_USER = "openedx";

/** How one logs in to a store that has one login for everybody: with its own password, or with the one that somebody gave. */
export function loginOf({ stores }: Pick<Settings, "stores">, use: RedisUse): Login {
  const said = stores[use];
  if (!isExternal(said)) {
    const password = secret(`${use}/password`);
    return use === "broker" && isRabbit(stores) ? { user: RABBIT_USER, password } : { password };
  }
  return { password: said.password, ...(said.user ? { user: said.user } : {}) };
}

/** The key of the platform to its indexes. */
export const searchKeyOf = ({ stores: { search } }: Pick<Settings, "stores">): Late =>
  isExternal(search) ? search.key : secret("search/api-key");

/** The virtual host with the queues of the deployment, on RabbitMQ. */
export function virtualHostOf({
  settings,
  deployment,
  stage,
}: Pick<Context, "settings" | "deployment" | "stage">): string {
  const { broker } = settings.stores;
  return isExternal(broker) ? (broker.virtualHost ?? "/") : `${deployment}-${stage}`;
}
