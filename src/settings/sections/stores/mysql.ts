import * as z from "zod";
import { size } from "../../shapes.ts";
import { administrator, external } from "./external.ts";

const maxConnections = z
  .int()
  .min(10)
  .max(100_000)
  .default(300)
  .describe("Connections that it accepts at once; of a server outside, those that this deployment may hold.");

const single = z.strictObject({
  driver: z
    .literal("single")
    .default("single")
    .describe("`single`: one pod in the namespace, with a volume of its own."),
  volume: size.default("20Gi").describe("Disk for the tables. It grows later, it never shrinks."),
  memory: size.default("2Gi").describe("Memory of the server."),
  maxConnections,
});

const cluster = z.strictObject({
  driver: z
    .enum(["innodbcluster", "percona"])
    .describe(
      "`innodbcluster`: three instances behind two routers, kept by the operator of Oracle. `percona`: three behind three proxies, kept by the operator of Percona.",
    ),
  volume: size.default("20Gi").describe("Disk for the tables, of each instance. It never shrinks."),
  memory: size.default("2Gi").describe("Memory of each instance."),
  maxConnections,
});

/** Users, grades, enrolments, and whatever else Django keeps. */
export const mysql = z.discriminatedUnion("driver", [
  single,
  cluster,
  z.strictObject({
    driver: z
      .literal("shared")
      .describe(
        "`shared`: a server that the platform stack names, with databases and users of this deployment alone.",
      ),
    maxConnections,
  }),
  z.strictObject({ ...external(3306), maxConnections, administrator }),
]);
