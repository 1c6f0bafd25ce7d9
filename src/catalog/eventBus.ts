import { type Connection, component } from "../vocabulary/connection.ts";
import { isRabbit, wayTo } from "./addresses.ts";
import type { Contribution } from "./configuration.ts";
import type { Context } from "./context.ts";
import { redisServer } from "./django/redis.ts";
import { EVENT_BUS, REDIS_ADDRESSES } from "./python/python.ts";

/** Beside the queues, on a server that never evicts. */
const DATABASE = 1;

/** The store with the streams: the broker, unless it speaks another protocol. Nothing where there is no bus. */
export const busStore = ({ events, stores }: Context["settings"]): "broker" | "events" | undefined => {
  if (events.bus === "off") return undefined;
  return isRabbit(stores) ? "events" : "broker";
};

/** Where the streams are. */
const server = (context: Context) => redisServer(context, busStore(context.settings) ?? "broker", DATABASE);

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
          [EVENT_BUS]: server(context),
        },
});

/** The same for a service that only hears. */
export const hearing = (context: Context): Contribution => ({
  source: "catalog: events",
  values: {
    EVENT_BUS_CONSUMER: CONSUMER,
    EVENT_BUS_TOPIC_PREFIX: prefixOf(context),
    [REDIS_ADDRESSES]: { EVENT_BUS_REDIS_CONNECTION_URL: server(context) },
  },
});

/** What sends or hears events waits for where they are. The broker is waited for by everybody anyway. */
export const busNeeds = (application: string, settings: Context["settings"]): readonly string[] => {
  const speaks = ["lms", "cms"].includes(application);
  const hears = settings.events.consumers.some((one) => one.application === application);
  return busStore(settings) === "events" && (speaks || hears) ? ["events"] : [];
};

/** The way of a consumer to the bus. */
export const busConnections = (consumer: string, { stores, settings }: Context): readonly Connection[] =>
  wayTo(stores[busStore(settings) ?? "broker"], component(consumer), "hears what happens");
