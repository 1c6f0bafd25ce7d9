import { type Connection, component } from "../vocabulary/connection.ts";
import { wayTo } from "./addresses.ts";
import type { Contribution } from "./configuration.ts";
import type { Context } from "./context.ts";
import { brokerServer } from "./django/redis.ts";
import { EVENT_BUS, REDIS_ADDRESSES } from "./python/python.ts";

/** Beside the queues, on a server that never evicts. */
const DATABASE = 1;

const CONSUMER = "edx_event_bus_redis.RedisEventConsumer";

/** What keeps the topics of one stack apart from those of another. */
const prefixOf = ({ deployment, stage }: Context): string => `${deployment}-${stage}`;

/** Events as streams on Redis, where somebody wants them. Our module makes the address: it has a password in its middle. */
export const events = (context: Context): Contribution => ({
  source: "catalog: events",
  values:
    context.settings.events.bus === "off"
      ? {}
      : {
          EVENT_BUS_PRODUCER: "edx_event_bus_redis.create_producer",
          EVENT_BUS_CONSUMER: CONSUMER,
          EVENT_BUS_TOPIC_PREFIX: prefixOf(context),
          [EVENT_BUS]: brokerServer(context, DATABASE),
        },
});

/** The same for a service that only hears. */
export const hearing = (context: Context): Contribution => ({
  source: "catalog: events",
  values: {
    EVENT_BUS_CONSUMER: CONSUMER,
    EVENT_BUS_TOPIC_PREFIX: prefixOf(context),
    [REDIS_ADDRESSES]: { EVENT_BUS_REDIS_CONNECTION_URL: brokerServer(context, DATABASE) },
  },
});

/** The way of a consumer to the bus. */
export const busConnections = (consumer: string, { stores }: Context): readonly Connection[] =>
  wayTo(stores.broker, component(consumer), "hears what happens");
