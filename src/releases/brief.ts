import * as z from "zod";

/** Longer than whatever stands in such a file, and it would be all that a message says. */
const LONGEST = 256;

export const briefIn = (file: "lock" | "map") =>
  z
    .string()
    .max(LONGEST, { error: `This has more than ${LONGEST} characters. Nothing in a ${file} is as long.` });
