import * as z from "zod";
import { certificates, size, text } from "../../shapes.ts";
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

/** What RDS keeps of the past: with nothing of it there is no log that a moment could be restored from. */
const pastDays = z.int().min(1).max(35);

const rds = z.strictObject({
  driver: z
    .literal("rds")
    .describe(
      "`rds`: RDS for MySQL, which Amazon runs where `aws` says, with a second server in another zone.",
    ),
  class: text(
    "class of RDS",
    /^db\.[a-z0-9]+\.[a-z0-9]+$/,
    "This is not a class of RDS. Write one like db.m7g.large.",
  ).describe("Size of the server: db.m7g.large."),
  storage: size.default("100Gi").describe("Disk for the tables. It grows later, it never shrinks."),
  mostStorage: size
    .optional()
    .describe("Up to which Amazon lets the disk grow by itself. Default: it does not."),
  zones: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .describe("`2`: a second server in another zone takes over within a minute or two. `1`: nobody does."),
  version: text(
    "version of MySQL",
    /^[0-9]+\.[0-9]+(?:\.[0-9]+)?$/,
    "This is not a version of MySQL. Write one like 8.4 or 8.4.6.",
  )
    .optional()
    .describe("Of the line of the release. Default: that line, and Amazon moves to newer patches by itself."),
  majorUpgrade: z
    .boolean()
    .default(false)
    .describe(
      "Whether an update may move the server to another line, which nobody can take back: after a rehearsal on a copy.",
    ),
  pastDays: pastDays.default(14).describe("Days of which Amazon can restore any moment, to five minutes."),
  maxConnections,
  authority: certificates
    .optional()
    .describe(
      "Certificates in PEM that its own is signed by. Default: those of RDS in the region, as far as Arboretum knows it.",
    ),
});

/** Users, grades, enrolments, and whatever else Django keeps. */
export const mysql = z.discriminatedUnion("driver", [
  single,
  cluster,
  rds,
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
