import * as z from "zod";
import { destination, endpoint, line, name, retention, type Settled, secret } from "../shapes.ts";

/** What is kept for a time that somebody has to choose: a law, an examination office, a privacy officer. */
const keep = z
  .strictObject({
    submissions: retention.optional().describe("What learners hand in: essays, files, assignments."),
    grades: retention.optional().describe("Reports of grades and answers."),
    tracking: retention.optional().describe("What learners did, event by event."),
    certificates: retention.optional().describe("Generated credentials. Default: for ever."),
    receipts: retention.optional().describe("Receipts and invoices. Default: for ever."),
    exports: retention.optional().describe("Exported courses and results of long tasks. Default: for ever."),
    backups: retention.optional().describe("Copies of databases. Default: as long as the backups say."),
  })
  .prefault({})
  .describe("How long what is kept. Production has to say it of submissions, grades and tracking.");

const prefix = name
  .optional()
  .describe("First part of the names of the buckets. Default: `<deployment>-<stage>`.");

const account = z.strictObject({
  accessKey: line.describe("Name of the account."),
  secretKey: secret().describe("Its key."),
});

/** A server that somebody else runs. */
const external = z.strictObject({
  driver: z
    .literal("external")
    .describe("`external`: a server that somebody else runs. Nothing is created on it."),
  keep,
  prefix,
  endpoint: endpoint.describe("Address of the server, for pods and for browsers."),
  region: line
    .default("us-east-1")
    .describe("Its region. Most servers that are no cloud answer to this one."),
  egress: z
    .array(destination)
    .default([])
    .refine((networks) => networks.length > 0, {
      error:
        "Nothing leaves the deployment but to networks that are named. Write egress: [10.20.0.0/24], or egress: [internet].",
    })
    .describe("Networks of the server. One has to be named."),
  account: account.describe("Account of everybody who has none of their own in `accounts`."),
  accounts: z
    .record(name, account)
    .default({})
    .describe("Accounts of single consumers, by their names: `lms`, `cms`, `discovery`."),
});

/** Where files live that nobody may lose: uploads, submissions, reports, videos. */
export const objectStorage = z
  .discriminatedUnion("driver", [external])
  .describe(
    "Where uploaded files live. Without this section they lie on scratch volumes, and go with their pod.",
  );
export type ObjectStorageSettings = Settled<typeof objectStorage>;
