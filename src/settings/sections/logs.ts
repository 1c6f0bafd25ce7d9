import * as z from "zod";
import { duration, name, type Settled, size } from "../shapes.ts";

/** Where the platform keeps what pods have said, how long, and what it leaves out. */
export const logs = z
  .strictObject({
    store: z
      .enum(["loki", "elasticsearch"])
      .default("loki")
      .describe(
        "`loki`: small, and read in Grafana beside the metrics. `elasticsearch`: every word is indexed, and Kibana searches them, for several times the memory and disk.",
      ),
    retention: duration
      .default("30d")
      .describe(
        "How long logs are kept. A month covers a course week's complaint and what led to it; lines name learners, so that longer needs a reason of its own. Events of learners are kept in the bucket `tracking` of their deployment.",
      ),
    personalData: z
      .enum(["masked", "kept"])
      .default("masked")
      .describe(
        "Mail addresses, and the last part of network addresses, in what is kept here. Secrets are always masked. What the bucket `tracking` has is whole.",
      ),
    volume: size.default("50Gi").describe("Disk for logs."),
    memory: size
      .optional()
      .describe(
        "The most memory that the server of logs may take. Default: 2Gi for Loki, 4Gi for Elasticsearch.",
      ),
    storageClass: name.optional().describe("Class of the volumes. Default: the cluster's own default class."),
  })
  .describe("Logs, where `offers.logs` is `managed`.");
export type Logs = Settled<typeof logs>;
