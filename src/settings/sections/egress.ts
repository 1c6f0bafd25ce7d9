import * as z from "zod";
import { destination, line, name, port } from "../shapes.ts";

const opening = z.strictObject({
  to: name.describe("What is reached, in a word of your own. It names the network policy."),
  network: destination.describe("The network, or `internet` for every public address."),
  ports: z.array(port).min(1, { error: "Name at least one port." }).describe("TCP ports."),
  from: z
    .array(name)
    .min(1, { error: "Name at least one component, such as lms." })
    .describe("Components that may connect: `lms`, `lms-worker`, …"),
  why: line.optional().describe("The reason, for whoever reads it in two years."),
});

/** What may be reached outside the deployment. Everything else is closed. */
export const egress = z
  .array(opening)
  .superRefine((openings, context) => {
    const names = new Set<string>();
    for (const [index, { to }] of openings.entries()) {
      if (names.has(to)) {
        const message = "There is an entry of this name already. Give each a name of its own.";
        context.addIssue({ code: "custom", path: [index, "to"], message });
      }
      names.add(to);
    }
  })
  .describe("What may be reached outside the deployment. Everything else is closed.");
