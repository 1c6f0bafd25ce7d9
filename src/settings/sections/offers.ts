import * as z from "zod";
import type { Settled } from "../shapes.ts";

const offer = z.enum(["managed", "existing", "off"]);

/** What a cluster offers to the deployments on it. */
export const offers = z
  .strictObject({
    metricsServer: offer
      .default("existing")
      .describe(
        "Processor and memory figures, for autoscaling. `managed`: we install it. `existing`: it is there.",
      ),
    keda: z
      .enum(["existing", "off"])
      .default("off")
      .describe(
        "Workers scale by the tasks that wait. `existing`: KEDA 2 is there, and its namespace has the label `arboretum.dev/role: autoscaling`. `off`: by processor.",
      ),
  })
  .describe("What the cluster offers to the deployments on it.");
export type Offers = Settled<typeof offers>;
