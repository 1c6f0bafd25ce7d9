import * as z from "zod";
import { name, type Settled, text } from "../shapes.ts";

/** Pages of Grafana, in the order in which a person looks. */
export const TOPICS = [
  "responses",
  "concurrency",
  "pods",
  "queues",
  "storage",
  "apiServer",
  "backups",
  "certificates",
  "releases",
] as const;
export type TopicName = (typeof TOPICS)[number];

/** Which pages Grafana has, and where it finds them. */
export const dashboards = z
  .strictObject({
    topics: z
      .array(z.enum(TOPICS))
      .default([...TOPICS])
      .describe("Pages of Grafana, one for each subject. Panels that nothing on this platform could fill are left out."),
    namespace: name
      .optional()
      .describe(
        "Where the Grafana of somebody else looks for ConfigMaps with the label `grafana_dashboard`. Default: there are none where `offers.monitoring` is `existing`.",
      ),
    runbooks: text(
      "address",
      /^https?:\/\/\S{1,200}[^/\s]$/,
      "This is not an address. Write one without a slash at its end: https://wiki.example.edu/runbooks.",
    )
      .optional()
      .describe(
        "What the addresses of the pages begin with that say what to do about an alert: panels lead to them. Default: panels lead nowhere.",
      ),
  })
  .describe("Dashboards, where the platform offers `monitoring`.");
export type Dashboards = Settled<typeof dashboards>;
