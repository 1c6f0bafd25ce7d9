import * as z from "zod";
import { line } from "../shapes.ts";

/** What survives when it disappears from the program. */
export const keep = z
  .strictObject({
    data: z.boolean().default(true).describe("Volumes of the stores are protected, and stay when deleted."),
    namespaces: z.boolean().default(true).describe("Namespaces are protected, and stay when deleted."),
    secrets: z
      .boolean()
      .default(true)
      .describe("Secrets that nobody can make again are protected, and stay when deleted."),
    withoutBackups: line
      .optional()
      .describe(
        "Why it is right that nothing is saved. Production is asked for it where it has no `backups`.",
      ),
  })
  .describe("What survives when it disappears from the program.");
