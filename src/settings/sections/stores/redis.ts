import * as z from "zod";
import { duration, line, secret, size } from "../../shapes.ts";
import { external } from "./external.ts";

/** The two servers that speak one protocol: Valkey went on from the last Redis that was free. */
const engine = z
  .enum(["redis", "valkey"])
  .default("redis")
  .describe("`redis`, `valkey`: one pod in the namespace, with a volume where it keeps data.");

const elsewhere = {
  ...external(6379),
  user: line.optional().describe("Name to log in with. Default: the server knows one password alone."),
  password: secret().describe("Password to log in with."),
};

const eviction = z
  .literal("noeviction", {
    error: "A broker never evicts: an evicted task is lost without a trace. Leave this out.",
  })
  .default("noeviction")
  .describe("Always `noeviction`: an evicted task would be lost without a trace.");

const longestDelay = duration
  .default("7d")
  .describe("Longest time a task may be put off. A task that waits longer would run twice.");

/** What may be forgotten. */
export const cache = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: engine,
    memory: size.default("256Mi").describe("Memory for cached values."),
    eviction: z
      .enum(["allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu"])
      .default("allkeys-lru")
      .describe("What goes first when the memory is full."),
  }),
  z.strictObject(elsewhere),
]);

/** Who is logged in. */
export const sessions = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: engine,
    memory: size.default("256Mi").describe("Memory for the sessions of learners and authors."),
  }),
  z.strictObject(elsewhere),
]);

/** Tasks on their way. */
export const broker = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: engine,
    memory: size.default("256Mi").describe("Memory for queued tasks."),
    volume: size.default("5Gi").describe("Disk that keeps queued tasks over a restart."),
    eviction,
    longestDelay,
  }),
  z.strictObject({ ...elsewhere, longestDelay }),
]);
