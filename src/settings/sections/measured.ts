import * as z from "zod";
import { destination, duration, type Settled, text } from "../shapes.ts";

/** Limits of the buckets in which Envoy counts how long answers take: of others nobody could say how many were faster. */
const WITHIN = ["250ms", "500ms", "1s", "2500ms", "5s", "10s"] as const;

const share = (usual: number) => z.number().min(50).max(99.99).default(usual);

const availability = share(99.5).describe("Percent of requests that are answered, and not with an error.");
const latency = z
  .strictObject({
    share: share(95).describe("Percent of answers that come in time."),
    within: z.enum(WITHIN).default("2500ms").describe("How soon that is."),
  })
  .prefault({});

/** Where the pages of what to do are found. */
export const runbooks = text(
  "address or folder",
  /^\S{1,200}[^/\s]$/,
  "This is not where pages could be found. Write an address without a slash at its end: https://wiki.example.edu/runbooks.",
).describe(
  "What the addresses of the pages begin with that say what to do about an alert, one page an alert.",
);

/** Their folder in this project: a browser opens nothing there. */
export const RUNBOOKS_HERE = "docs/runbooks";

/** How well a deployment is to work, and how that is measured. */
export const measured = z
  .strictObject({
    interval: duration
      .refine((written) => /^\d+[sm]$/.test(written), { error: "Write seconds or minutes: 30s, 1m." })
      .default("30s")
      .describe("How often everything is asked how it is."),
    availability,
    latency: latency.describe("How soon answers come."),
    hosts: z
      .record(
        text(
          "name of a host",
          /^[a-z][a-z0-9-]{0,38}$/,
          "This is not the name of a host: lms, studio, apps.",
        ),
        z.strictObject({
          availability: availability.unwrap().optional(),
          latency: z
            .strictObject({ share: share(95).unwrap(), within: z.enum(WITHIN).describe("How soon that is.") })
            .optional()
            .describe("How soon answers come."),
        }),
      )
      .default({})
      .describe("What is different for single hosts: `hosts: { studio: { availability: 99 } }`."),
    egress: z
      .array(destination)
      .min(1)
      .default(["internet"])
      .describe(
        "Networks in which the public hosts are found from within. In a campus, that of the gateway.",
      ),
    runbooks: runbooks
      .optional()
      .describe(
        "Where the pages are that say what to do about an alert. Default: what `dashboards.runbooks` of the platform stack says.",
      ),
  })
  .optional()
  .describe(
    "Exporters, probes, objectives and alerts, where the platform offers `monitoring`. Default: nothing of this deployment is measured.",
  );
export type Measured = NonNullable<Settled<typeof measured>>;
