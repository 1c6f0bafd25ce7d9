import * as z from "zod";
import { broker, events } from "./stores/broker.ts";
import { mongodb } from "./stores/mongodb.ts";
import { mysql } from "./stores/mysql.ts";
import { cache, sessions } from "./stores/redis.ts";
import { elasticsearch, search } from "./stores/search.ts";

/** The data services. Each names a driver; what else it may say depends on the driver. */
export const stores = z
  .strictObject({
    mysql: mysql.prefault({}).describe("Users, grades, enrolments."),
    mongodb: mongodb.prefault({}).describe("Course content."),
    cache: cache.prefault({}).describe("What may be forgotten."),
    sessions: sessions.prefault({}).describe("Who is logged in."),
    broker: broker.prefault({}).describe("Tasks on their way."),
    events: events
      .prefault({})
      .describe(
        "Streams of `events.bus`. Only a deployment whose broker is RabbitMQ has the server; elsewhere they are on the broker.",
      ),
    elasticsearch: elasticsearch
      .prefault({})
      .describe("Indexes of the course discovery. Only a deployment with it has the server."),
    search: search.prefault({}).describe("Indexes of courses and forums."),
  })
  .describe("The data services of the deployment.");
