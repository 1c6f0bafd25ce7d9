import * as z from "zod";
import { duration } from "../shapes.ts";

/** How updates proceed. */
export const change = z
  .strictObject({
    migrations: z
      .strictObject({
        longest: duration
          .default("1h")
          .describe("A database migration that runs longer than this has failed."),
      })
      .prefault({})
      .describe("Database migrations."),
  })
  .describe("How updates proceed.");
