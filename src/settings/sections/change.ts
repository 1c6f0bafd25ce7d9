import * as z from "zod";
import { duration, line } from "../shapes.ts";

/** How updates proceed. */
export const change = z
  .strictObject({
    migrations: z
      .strictObject({
        longest: duration
          .default("1h")
          .describe("A database migration that runs longer than this has failed."),
        start: z
          .enum(["automatic", "byHand"])
          .default("automatic")
          .describe(
            "`byHand`: each migration is created and waits, until somebody says the word. `docs/runbooks/migrations.md` has it.",
          ),
      })
      .prefault({})
      .describe("Database migrations."),
    search: z
      .strictObject({
        longest: duration
          .default("6h")
          .describe(
            "A search index that is not filled after this time has failed. Nothing else waits for it.",
          ),
      })
      .prefault({})
      .describe("Search indexes, which a new release or a new search server fills again."),
    carriedOver: z
      .array(
        z.enum([
          "mysql",
          "mongodb",
          "cache",
          "sessions",
          "broker",
          "events",
          "search",
          "elasticsearch",
          "minio",
          "buckets",
        ]),
      )
      .default([])
      .describe(
        "Stores, `minio`, or `buckets` of anybody else, whose data somebody has carried over to another driver or place, so that their servers before may be left behind. `docs/stores.md` has the steps.",
      ),
    restored: line
      .optional()
      .describe(
        "Release of the backup that the databases were restored from: the release map may go back to it. No release goes back otherwise.",
      ),
  })
  .describe("How updates proceed.");
