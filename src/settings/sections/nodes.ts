import * as z from "zod";
import { labelKey, labelValue, type Settled } from "../shapes.ts";

const toleration = z.strictObject({
  key: labelKey.describe("Key of the taint."),
  value: labelValue.optional().describe("Its value. Default: any."),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
    .optional()
    .describe("What the taint does. Default: any."),
});

/** Nodes that are alike, as settings name them. */
export const pool = z.strictObject({
  labels: z
    .record(labelKey, labelValue)
    .refine((labels) => Object.keys(labels).length > 0, { error: "Name at least one label of the nodes." })
    .describe("Labels of the nodes."),
  required: z
    .boolean()
    .default(true)
    .describe("Whether pods wait for such a node. Otherwise they prefer one, and take any."),
  tolerations: z.array(toleration).default([]).describe("Taints of the nodes that the pods put up with."),
});

const of = (what: string) => pool.optional().describe(`Nodes of ${what}. Default: any.`);

/** Which pods run on which nodes. */
export const nodes = z
  .strictObject({
    web: of("what answers requests"),
    worker: of("the workers"),
    store: of("the data services"),
    job: of("migrations and what follows a calendar"),
  })
  .describe("Which pods run on which nodes. Without it the cluster decides.");
export type Nodes = Settled<typeof nodes>;
