import * as z from "zod";
import { duration, size } from "../shapes.ts";

const single = z
  .literal("single")
  .default("single")
  .describe("`single`: one pod in the namespace, with a volume where it keeps data.");

const mysql = z.strictObject({
  driver: single,
  volume: size.default("20Gi").describe("Disk for the tables. It grows later, it never shrinks."),
  memory: size.default("2Gi").describe("Memory of the server."),
  maxConnections: z.int().min(10).max(100_000).default(300).describe("Connections that it accepts at once."),
});

const mongodb = z.strictObject({
  driver: single,
  volume: size.default("20Gi").describe("Disk for course content. It grows later, it never shrinks."),
  memory: size.default("1Gi").describe("Memory of the server."),
});

const cache = z.strictObject({
  driver: single,
  memory: size.default("256Mi").describe("Memory for cached values."),
  eviction: z
    .enum(["allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu"])
    .default("allkeys-lru")
    .describe("What goes first when the memory is full."),
});

const sessions = z.strictObject({
  driver: single,
  memory: size.default("256Mi").describe("Memory for the sessions of learners and authors."),
});

const broker = z.strictObject({
  driver: single,
  memory: size.default("256Mi").describe("Memory for queued tasks."),
  volume: size.default("5Gi").describe("Disk that keeps queued tasks over a restart."),
  eviction: z
    .literal("noeviction", {
      error: "A broker never evicts: an evicted task is lost without a trace. Leave this out.",
    })
    .default("noeviction")
    .describe("Always `noeviction`: an evicted task would be lost without a trace."),
  longestDelay: duration
    .default("7d")
    .describe("Longest time a task may be put off. A task that waits longer would run twice."),
});

const search = z.strictObject({
  driver: single,
  volume: size.default("10Gi").describe("Disk for the indexes."),
  memory: size.default("512Mi").describe("Memory of the server."),
});

const elasticsearch = z.strictObject({
  driver: single,
  volume: size.default("5Gi").describe("Disk for the indexes."),
  memory: size.default("2Gi").describe("Memory of the server. Half of it is its heap."),
});

/** The data services. Each names a driver; what else it may say depends on the driver. */
export const stores = z
  .strictObject({
    mysql: z.discriminatedUnion("driver", [mysql]).prefault({}).describe("Users, grades, enrolments."),
    mongodb: z.discriminatedUnion("driver", [mongodb]).prefault({}).describe("Course content."),
    cache: z.discriminatedUnion("driver", [cache]).prefault({}).describe("What may be forgotten."),
    sessions: z.discriminatedUnion("driver", [sessions]).prefault({}).describe("Who is logged in."),
    broker: z.discriminatedUnion("driver", [broker]).prefault({}).describe("Tasks on their way."),
    elasticsearch: z
      .discriminatedUnion("driver", [elasticsearch])
      .prefault({})
      .describe("Indexes of the course discovery. Only a deployment with it has the server."),
    search: z.discriminatedUnion("driver", [search]).prefault({}).describe("Indexes of courses and forums."),
  })
  .describe("The data services of the deployment.");
