import * as z from "zod";
import { email, language, line } from "../shapes.ts";

/** How the site presents itself. */
export const site = z
  .strictObject({
    name: line.describe("Name that learners read: in the page title, in mails, on certificates."),
    contact: email.describe("Address that learners write to."),
    language: language.default("en").describe("Language of everything that is not a course."),
  })
  .describe("How the site presents itself.");
