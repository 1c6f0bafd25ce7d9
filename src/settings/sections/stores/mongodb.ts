import * as z from "zod";
import { line, name, size } from "../../shapes.ts";
import { administrator, external } from "./external.ts";

const single = z.strictObject({
  driver: z
    .literal("single")
    .default("single")
    .describe("`single`: one pod in the namespace, with a volume of its own."),
  volume: size.default("20Gi").describe("Disk for course content. It grows later, it never shrinks."),
  memory: size.default("1Gi").describe("Memory of the server."),
});

const replicaSet = z.strictObject({
  driver: z.literal("replicaset").describe("`replicaset`: three members, kept by the operator of MongoDB."),
  volume: size.default("20Gi").describe("Disk for course content, of each member. It never shrinks."),
  memory: size.default("1Gi").describe("Memory of each member."),
});

/** Course content. */
export const mongodb = z.discriminatedUnion("driver", [
  single,
  replicaSet,
  z.strictObject({
    driver: z
      .literal("shared")
      .describe(
        "`shared`: a server that the platform stack names, with databases and users of this deployment alone.",
      ),
  }),
  z.strictObject({
    ...external(27017),
    administrator,
    replicaSet: name.optional().describe("Name of its replica set. Default: it says so itself."),
    logins: line
      .optional()
      .describe("Database that knows the user: `admin` on Atlas. Default: the one with the content."),
  }),
]);
