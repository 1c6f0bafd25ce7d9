import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { brokerServer } from "../django/redis.ts";
import { EVENT_BUS } from "../python/python.ts";

/** Beside the queues, on a server that never evicts. */
const DATABASE = 1;

/** Events as streams on Redis, where somebody wants them. Our module makes the address: it has a password in its middle. */
export const events = (context: Context): Contribution => ({
  source: "catalog: events",
  values:
    context.settings.events.bus === "off"
      ? {}
      : {
          EVENT_BUS_PRODUCER: "edx_event_bus_redis.create_producer",
          EVENT_BUS_CONSUMER: "edx_event_bus_redis.RedisEventConsumer",
          EVENT_BUS_TOPIC_PREFIX: `${context.deployment}-${context.stage}`,
          [EVENT_BUS]: brokerServer(context, DATABASE),
        },
});
