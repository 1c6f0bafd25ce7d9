import * as z from "zod";
import { cpu, size } from "../shapes.ts";

const queue = z.strictObject({
  connections: z.int().min(1).max(100).default(1).describe("Submissions that each pod works on at a time."),
  handlers: z
    .array(z.record(z.string(), z.unknown()))
    .min(1, { error: "Name at least one program that grades." })
    .describe("What grades them, in the words of xqueue-watcher: `{ HANDLER: …, KWARGS: { … } }`."),
});

/** Who fetches submissions from the queue and grades them. */
export const watcher = z
  .strictObject({
    queues: z
      .record(
        z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,126}$/, {
          error: "This is not the name of a queue. Write one of `django.xqueue.XQUEUES`, such as openedx.",
        }),
        queue,
      )
      .default({})
      .describe("What is fetched from which queue."),
    replicas: z.int().min(1).max(100).default(1).describe("Pods that fetch."),
    cpu: cpu.default("500m").describe("Processor share that each asks for."),
    memory: size.default("512Mi").describe("Memory that each asks for."),
    user: z
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .default(1000)
      .describe("User that its image is built for."),
  })
  .describe(
    "Who fetches submissions from the queue and grades them. Only a deployment with xqueue-watcher has it.",
  );
