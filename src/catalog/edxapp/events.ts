import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { loginOf } from "../logins.ts";
import { EVENT_BUS } from "../python/python.ts";

/** Beside the queues, on a server that never evicts. */
const DATABASE = 1;

/** Events as streams on Redis, where somebody wants them. Our module makes the address: it has a password in its middle. */
export const events = ({ settings, stores, deployment, stage }: Context): Contribution => ({
  source: "catalog: events",
  values:
    settings.events.bus === "off"
      ? {}
      : {
          EVENT_BUS_PRODUCER: "edx_event_bus_redis.create_producer",
          EVENT_BUS_CONSUMER: "edx_event_bus_redis.RedisEventConsumer",
          EVENT_BUS_TOPIC_PREFIX: `${deployment}-${stage}`,
          [EVENT_BUS]: {
            host: stores.broker.host,
            port: stores.broker.port,
            database: DATABASE,
            ...loginOf(settings, "broker"),
            ...(stores.broker.tls ? { certificates: stores.broker.tls.file ?? "" } : {}),
          },
        },
});
