import * as z from "zod";
import { pinnedImage } from "../shapes.ts";

/** How accounts go that learners have deleted. */
export const retirement = z
  .strictObject({
    image: pinnedImage.describe(
      "Image with the scripts of `scripts/user_retirement` of the platform and what they import; its working directory is the one that holds `scripts`. The image of the platform has the scripts and not their packages.",
    ),
    coolOffDays: z
      .int()
      .min(0)
      .max(90)
      .default(14)
      .describe("Days in which a learner may change their mind."),
    most: z.int().min(1).max(1000).default(200).describe("Accounts that are retired in one night at most."),
  })
  .describe("Retires accounts that learners have deleted, every night. Without this section they wait.");
