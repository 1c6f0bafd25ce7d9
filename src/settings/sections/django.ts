import * as z from "zod";

const settingName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, {
  error: "Django reads only names in capitals, digits and underscores.",
});

/** Settings of the applications that this project has no word for. */
export const django = z
  .strictObject({
    lms: z
      .record(settingName, z.unknown())
      .default({})
      .describe(
        "Settings of the LMS, by their Django names. They win over ours, and over what upstream computes; a block is joined with what is there, key by key. Any value may be encrypted.",
      ),
  })
  .describe("Settings of the applications that have no word of their own here.");
