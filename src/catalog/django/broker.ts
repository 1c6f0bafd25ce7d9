import { secondsOf } from "../../settings/shapes.ts";
import type { Tree } from "../../vocabulary/late.ts";
import { type Address, isRabbit } from "../addresses.ts";
import { celerySettings, visibilityTimeout } from "../celery.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import type { Variant } from "../edxapp/variant.ts";
import { allGroups } from "../edxapp/workers.ts";
import { loginOf, virtualHostOf } from "../logins.ts";
import { judged, redisServer } from "./redis.ts";

/** For how many seconds a worker may have a task that it has not acknowledged: the longest delay, the longest task, the longest farewell. */
export const longestHold = (context: Context): number =>
  visibilityTimeout(allGroups(context), secondsOf(context.settings.stores.broker.longestDelay));

/** The broker for whoever wants one address with the password in it: our modules put it together. */
export function brokerServer(
  context: Pick<Context, "settings" | "deployment" | "stage" | "stores">,
  database: number,
): Readonly<Record<string, Tree>> {
  const { database: _, ...server } = redisServer(context, "broker", database);
  return isRabbit(context.settings.stores)
    ? { ...server, virtual_host: virtualHostOf(context) }
    : { ...server, database };
}

/** How the client of AMQP judges the certificate. It knows the modes of Python's library by their numbers, and 2 is to require a good one. */
const judgedByAmqp = ({ tls, host }: Address): Readonly<Record<string, Tree>> => ({
  cert_reqs: 2,
  server_hostname: host,
  ...(tls?.file ? { ca_certs: tls.file } : {}),
});

/** Seconds until Redis counts as gone. A request that sends a task waits no longer; a worker that waits for one asks anew every few seconds. */
const PATIENCE = { socket_connect_timeout: 5, socket_timeout: 30, socket_keepalive: true };

/** What differs between the two servers. A slash in the name of a virtual host is none of the address. */
function transport(context: Context): Readonly<Record<string, Tree>> {
  const { broker } = context.stores;
  if (isRabbit(context.settings.stores))
    return {
      // A task that the server has not confirmed was never sent, and whoever sends it is told.
      CELERY_BROKER_TRANSPORT_OPTIONS: { confirm_publish: true },
      CELERY_BROKER_TRANSPORT: "amqp",
      CELERY_BROKER_VHOST: encodeURIComponent(virtualHostOf(context)),
      ...(broker.tls ? { CELERY_BROKER_USE_SSL: judgedByAmqp(broker) } : {}),
    };
  return {
    CELERY_BROKER_TRANSPORT_OPTIONS: { visibility_timeout: longestHold(context), ...PATIENCE },
    CELERY_BROKER_TRANSPORT: "redis",
    CELERY_BROKER_VHOST: "0",
    ...(broker.tls ? { CELERY_BROKER_USE_SSL: { ssl_cert_reqs: "required", ...judged(broker) } } : {}),
  };
}

/** The queue, and what its tasks may do to whoever works on them. */
export const broker = (variant: Variant, context: Context): Contribution => {
  const { host, port } = context.stores.broker;
  const { user = "", password } = loginOf(context, "broker");
  return {
    source: "catalog: broker",
    values: {
      ...celerySettings(allGroups(context)),
      ...transport(context),
      CELERY_BROKER_HOSTNAME: `${host}:${port}`,
      CELERY_BROKER_USER: user,
      CELERY_BROKER_PASSWORD: password,
      // Each of the two sends tasks to the other, and what it sends to a queue that it does not know it does itself.
      ALTERNATE_WORKER_QUEUES: variant === "lms" ? "cms" : "lms",
    },
  };
};
