import * as z from "zod";
import { email, folderName, language, line } from "../shapes.ts";

/** How the site presents itself. */
export const site = z
  .strictObject({
    name: line.describe("Name that learners read: in the page title, in mails, on certificates."),
    contact: email.describe("Address that learners write to."),
    theme: folderName
      .optional()
      .describe(
        "Theme of the LMS and Studio, by the name of its folder in the image. Default: the platform's own look.",
      ),
    language: language.default("en").describe("Language of everything that is not a course."),
  })
  .describe("How the site presents itself.");
