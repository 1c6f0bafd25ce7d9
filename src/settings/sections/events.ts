import * as z from "zod";

/** What the applications tell each other. */
export const events = z
  .strictObject({
    bus: z
      .enum(["off", "redis"])
      .default("off")
      .describe(
        "`redis`: events are streams on the server of the queues. Which events are sent is said by `django.lms.EVENT_BUS_PRODUCER_CONFIG`. Images before Ulmo may need the package `edx-event-bus-redis`.",
      ),
  })
  .describe("Events that applications tell each other, such as a course that was published.");
