import * as z from "zod";
import { duration, line, port, size } from "../../shapes.ts";
import { elsewhere, engine } from "./redis.ts";

const eviction = z
  .literal("noeviction", {
    error: "A broker never evicts: an evicted task is lost without a trace. Leave this out.",
  })
  .default("noeviction")
  .describe("Always `noeviction`: an evicted task would be lost without a trace.");

const longestDelay = duration
  .default("7d")
  .describe("Longest time a task may be put off. A task that waits longer would run twice.");

const outside = z
  .strictObject({
    ...elsewhere,
    speaks: z.enum(["redis", "rabbitmq"]).default("redis").describe("What the server outside is."),
    port: port.optional().describe("Its port. Default: 6379; of RabbitMQ 5671, and 5672 without encryption."),
    virtualHost: line
      .optional()
      .describe(
        "Of RabbitMQ: the virtual host with the queues of this deployment and of nobody else. Default: `/`.",
      ),
    longestDelay,
  })
  .superRefine(({ speaks, user, virtualHost }, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if (speaks === "rabbitmq" && user === undefined)
      refuse("user", "RabbitMQ knows nobody without a name. Write the user of this deployment.");
    if (speaks === "redis" && virtualHost !== undefined)
      refuse("virtualHost", "Redis has no virtual hosts. Leave this out, or write `speaks: rabbitmq`.");
  });

/** Tasks on their way. */
export const broker = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: engine,
    memory: size.default("256Mi").describe("Memory for queued tasks."),
    volume: size.default("5Gi").describe("Disk that keeps queued tasks over a restart."),
    eviction,
    longestDelay,
  }),
  z.strictObject({
    driver: z
      .literal("rabbitmq")
      .describe("`rabbitmq`: one pod of RabbitMQ in the namespace, with a virtual host of the deployment."),
    memory: size
      .default("512Mi")
      .describe("Memory of the server. It takes no more tasks when 60% of it is full."),
    volume: size.default("5Gi").describe("Disk that keeps queued tasks over a restart."),
    longestDelay,
  }),
  z.strictObject({
    driver: z
      .literal("shared")
      .describe(
        "`shared`: a RabbitMQ that the platform stack names, with a virtual host and a user of this deployment alone.",
      ),
    longestDelay,
  }),
  outside,
]);

/** Events on their way, where the broker cannot carry them. */
export const events = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: engine,
    memory: size.default("256Mi").describe("Memory for events."),
    volume: size.default("5Gi").describe("Disk that keeps events over a restart."),
    eviction,
  }),
  z.strictObject(elsewhere),
]);
