import * as z from "zod";
import { name, type Settled } from "../shapes.ts";
import { RUNBOOKS_HERE, runbooks } from "./measured.ts";

/** Pages of Grafana, in the order in which a person looks. */
export const TOPICS = [
  "responses",
  "concurrency",
  "pods",
  "queues",
  "rabbitmq",
  "storage",
  "apiServer",
  "backups",
  "certificates",
  "releases",
] as const;
export type TopicName = (typeof TOPICS)[number];

/** Only deployments know whether they have a RabbitMQ, and a page without figures looks like a quiet night. */
const USUAL = TOPICS.filter((topic) => topic !== "rabbitmq");

/** Which pages Grafana has, and where it finds them. */
export const dashboards = z
  .strictObject({
    topics: z
      .array(z.enum(TOPICS))
      .default(USUAL)
      .describe(
        "Pages of Grafana, one for each subject. Panels that nothing on this platform could fill are left out. Default: all but `rabbitmq`, which is for deployments with that broker.",
      ),
    namespace: name
      .optional()
      .describe(
        "Where the Grafana of somebody else looks for ConfigMaps with the label `grafana_dashboard`. Default: there are none where `offers.monitoring` is `existing`.",
      ),
    runbooks: runbooks
      .default(RUNBOOKS_HERE)
      .describe(
        "What the addresses of the pages begin with that say what to do about an alert: panels lead there, and so do alerts of every deployment on this platform. Publish the folder `docs/runbooks` of this project where people on call can read it. Default: that folder, which no browser opens.",
      ),
  })
  .describe("Dashboards, where the platform offers `monitoring`.");
export type Dashboards = Settled<typeof dashboards>;
