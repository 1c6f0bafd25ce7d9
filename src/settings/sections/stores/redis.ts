import * as z from "zod";
import { line, secret, size, text } from "../../shapes.ts";
import { external } from "./external.ts";

/** The two servers that speak one protocol: Valkey went on from the last Redis that was free. */
export const engine = z
  .enum(["redis", "valkey"])
  .default("redis")
  .describe("`redis`, `valkey`: one pod in the namespace, with a volume where it keeps data.");

export const elsewhere = {
  ...external(6379),
  user: line.optional().describe("Name to log in with. Default: the server knows one password alone."),
  password: secret().describe("Password to log in with."),
};

const eviction = z
  .enum(["allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu"])
  .default("allkeys-lru")
  .describe("What goes first when the memory is full.");

const elasticache = {
  driver: z
    .literal("elasticache")
    .describe("`elasticache`: a Valkey that Amazon runs where `aws` says, with copies in other zones."),
  node: text(
    "class of ElastiCache",
    /^cache\.[a-z0-9]+\.[a-z0-9]+$/,
    "This is not a class of ElastiCache. Write one like cache.t4g.small.",
  ).describe("Size of each server: cache.t4g.small."),
  replicas: z
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe("Copies that take over when the first is gone. With none nobody does."),
};

/** What may be forgotten. */
export const cache = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: engine,
    memory: size.default("256Mi").describe("Memory for cached values."),
    eviction,
  }),
  z.strictObject({ ...elasticache, eviction }),
  z.strictObject({
    driver: z
      .literal("memcached")
      .describe(
        "`memcached`: one pod in the namespace, without a password. Services whose images have no client for it remember in each process by itself.",
      ),
    memory: size.default("256Mi").describe("Memory for cached values."),
  }),
  z.strictObject({
    driver: z
      .literal("shared")
      .describe(
        "`shared`: a Redis that the platform stack names, with a user of this deployment that reaches its own keys alone.",
      ),
  }),
  z.strictObject(elsewhere),
]);

/** Who is logged in. */
export const sessions = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: engine,
    memory: size
      .default("256Mi")
      .describe(
        "Memory for the sessions of learners and authors. None is evicted: once it is full, nobody else can log in.",
      ),
  }),
  z.strictObject(elasticache),
  z.strictObject({
    driver: z
      .literal("shared")
      .describe(
        "`shared`: a Redis that the platform stack names and that evicts nothing, with a user of this deployment that reaches its own keys alone.",
      ),
  }),
  z.strictObject(elsewhere),
]);
