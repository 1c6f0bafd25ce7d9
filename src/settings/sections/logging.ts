import * as z from "zod";
import { duration, type Settled, size } from "../shapes.ts";

const tracking = z
  .strictObject({
    archive: z
      .boolean()
      .default(true)
      .describe(
        "Whether events are kept in the bucket `tracking`, beside what the cluster collects. Without it they are gone with the pod, unless somebody collects what pods say.",
      ),
    every: duration
      .default("1h")
      .describe(
        "How often the file of a pod is moved to the bucket. A node that dies takes what was not moved.",
      ),
    room: size
      .default("1Gi")
      .describe(
        "Disk of a pod for events that are not in the bucket yet. A file is moved sooner where it takes a quarter.",
      ),
  })
  .describe("The events of learners, one line each.");

/** What the applications say of themselves. */
export const logging = z
  .strictObject({
    format: z
      .enum(["json", "text"])
      .default("json")
      .describe(
        "`json`: an object a line, with level, logger and trace. `text`: as upstream writes for people.",
      ),
    tracking: tracking.prefault({}),
  })
  .describe("What the LMS, Studio and the services write to their logs.");
export type Logging = Settled<typeof logging>;
