import * as z from "zod";
import { name } from "../shapes.ts";

/** Applications that may hear of events: their images have the packages for it. */
const HEARING = ["lms", "cms", "discovery", "credentials"] as const;

const consumer = z.strictObject({
  application: z.enum(HEARING).describe("Who is told."),
  topic: name.describe("Topic, without the name of the stack before it: `course-catalog-info-changed`."),
  group: name
    .optional()
    .describe("Name by which its place on the topic is kept. Default: that of the application."),
});

/** What the applications tell each other. */
export const events = z
  .strictObject({
    bus: z
      .enum(["off", "redis"])
      .default("off")
      .describe(
        "`redis`: events are streams on the server of the queues. Which events are sent is said by `django.lms.EVENT_BUS_PRODUCER_CONFIG`. Images before Ulmo may need the package `edx-event-bus-redis`.",
      ),
    consumers: z
      .array(consumer)
      .default([])
      .describe("Who is told what happens, each by a process of its own. Default: nobody."),
  })
  .superRefine(({ bus, consumers }, context) => {
    const refuse = (path: readonly (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path: [...path], message });
    if (bus === "off" && consumers.length > 0)
      refuse(["consumers"], "Nobody hears anything without a bus. Write `bus: redis`, or leave this out.");
    for (const [index, { application, topic }] of consumers.entries()) {
      const first = consumers.findIndex((one) => one.application === application && one.topic === topic);
      if (first < index)
        refuse(["consumers", index], `${application} hears of ${topic} already. Leave one of the two out.`);
    }
  })
  .describe("Events that applications tell each other, such as a course that was published.");
