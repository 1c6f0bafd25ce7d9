import * as z from "zod";
import { duration, text } from "../shapes.ts";

const stack = text(
  "stack",
  /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?$/,
  "This is not a stack. Write `<stage>` or `<deployment>.<stage>`.",
);

/** A second place that waits for the first one to fail. */
export const standby = z
  .strictObject({
    of: stack.describe("Stack that it stands in for, on another cluster."),
    loss: duration.describe(
      "How much of what learners did may be lost: how far behind its data may be (RPO).",
    ),
    time: duration.describe(
      "How long nobody may be able to learn: how long the way of the runbook takes (RTO).",
    ),
    active: z
      .boolean()
      .default(false)
      .describe("Whether it has taken over. Until then it answers nobody, and follows no calendar."),
  })
  .describe("This stack stands in for another one when its cluster fails.");
