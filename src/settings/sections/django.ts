import * as z from "zod";

const settingName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, {
  error: "Django reads only names in capitals, digits and underscores.",
});

const settingsOf = (whom: string) =>
  z
    .record(settingName, z.unknown())
    .default({})
    .describe(
      `Settings of ${whom}, by their Django names. They win over ours, and over what upstream computes; a block is joined with what is there, key by key. Any value may be encrypted.`,
    );

/** Settings of the applications that this project has no word for. */
export const django = z
  .strictObject({
    lms: settingsOf("the LMS"),
    cms: settingsOf("Studio"),
    notes: settingsOf("the notes"),
    xqueue: settingsOf("the queue of external graders"),
    discovery: settingsOf("the course discovery"),
    credentials: settingsOf("the credentials"),
    ecommerce: settingsOf("the shop"),
    codejail: settingsOf("the sandbox of Python problems"),
  })
  .describe("Settings of the applications that have no word of their own here.");
