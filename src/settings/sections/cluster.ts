import * as z from "zod";
import { line, name, secret } from "../shapes.ts";

const identifier = line.describe(
  "Fixed name of the cluster. While it stays the same, a changed kubeconfig replaces nothing.",
);
const kubeconfig = secret().optional().describe("Kubeconfig. Default: the one of whoever runs the update.");
const context = line.optional().describe("Context of the kubeconfig. Default: its current one.");

const platformStack = z
  .string()
  .regex(/^(?:none|platform(?:\.[a-z][a-z0-9-]*)?)$/, {
    error:
      "This is not a platform stack. Write `platform`, `platform.<cluster>`, or `none` on a bare cluster.",
  })
  .meta({ title: "stack" });

/** The cluster that a deployment runs on. */
export const cluster = z
  .strictObject({
    platform: platformStack
      .default("platform")
      .describe(
        "Stack that keeps the shared parts of the cluster, and is deployed before. `none`: a bare cluster without priority classes, guards and metrics.",
      ),
    identifier,
    kubeconfig,
    context,
    storageClass: name.optional().describe("Class of the volumes. Default: the cluster's own default class."),
  })
  .describe("The cluster that this deployment runs on.");

/** The cluster that a platform stack looks after. */
export const platformCluster = z
  .strictObject({
    identifier,
    kubeconfig,
    context,
    nodes: z
      .int()
      .min(1)
      .max(5000)
      .default(20)
      .describe("The most nodes that it may have. What runs once on every node is counted so many times."),
  })
  .describe("The cluster that this stack looks after.");
