import * as z from "zod";

const offer = z.enum(["managed", "existing", "off"]);

/** What a cluster offers to the deployments on it. */
export const offers = z
  .strictObject({
    metricsServer: offer
      .default("existing")
      .describe(
        "Processor and memory figures, for autoscaling. `managed`: we install it. `existing`: it is there.",
      ),
  })
  .describe("What the cluster offers to the deployments on it.");
