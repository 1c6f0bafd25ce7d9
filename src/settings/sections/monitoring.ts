import * as z from "zod";
import { duration, name, type Settled, size } from "../shapes.ts";
import { alerting } from "./alerting.ts";

const storageClass = name
  .optional()
  .describe("Class of the volumes. Default: the cluster's own default class.");

/** How long the platform remembers what it measured. */
export const monitoring = z
  .strictObject({
    replicas: z
      .int()
      .min(1)
      .max(3)
      .default(2)
      .describe("Servers of metrics and of alerts. With one, an update of its node is silence."),
    retention: duration.default("30d").describe("How long metrics are kept."),
    volume: size.default("50Gi").describe("Disk for metrics."),
    memory: size.default("4Gi").describe("The most memory that a server of metrics may take."),
    storageClass,
    alerts: alerting,
    controlPlane: z
      .boolean()
      .default(false)
      .describe(
        "Whether the cluster lets its scheduler, controllers and etcd be measured. Those of clouds do not.",
      ),
  })
  .describe("Metrics, where `offers.monitoring` is `managed`.");
export type Monitoring = Settled<typeof monitoring>;
