import * as z from "zod";
import { duration, line, text } from "../shapes.ts";

const rate = text(
  "rate",
  /^[1-9][0-9]{0,5}\/[1-9]?[0-9]{0,3}[smhd]$/,
  "This is not a rate. Write how often in which time: 60/7d, 100/5m, 20/h.",
);

const least = (what: string) => z.int().min(0).max(20).default(0).describe(`${what} at least.`);

const password = z.strictObject({
  length: z
    .int()
    .min(8, { error: "Passwords of fewer than 8 characters are guessed. Write at least 8." })
    .max(64)
    .default(8)
    .describe("Characters at least."),
  digits: least("Digits"),
  capitals: least("Capitals"),
  punctuation: least("Punctuation marks"),
});

const session = z.strictObject({
  longest: duration
    .optional()
    .describe(
      "After this a session is over that nobody has used since. Default: two weeks, as Django has it.",
    ),
  idle: duration
    .optional()
    .describe("Logs out whoever has asked for nothing for so long. Default: nobody is."),
  single: z
    .boolean()
    .default(false)
    .describe("Logs an account out elsewhere when it logs in: one session at a time."),
});

const lockout = z.strictObject({
  attempts: z.int().min(3).max(100).describe("Wrong passwords in a row."),
  pause: duration.describe("How long an account is shut then."),
});

const attempts = z.strictObject({
  registrations: rate
    .optional()
    .describe(
      "Registrations from one address. A campus behind one address needs more on the first day of a term. Default: `60/7d`, as upstream has it.",
    ),
  logins: rate.optional().describe("Logins from one address. Default: `100/5m`, as upstream has it."),
});

/** How accounts come, live and go. */
export const accounts = z
  .strictObject({
    registration: z
      .enum(["open", "closed"])
      .default("open")
      .describe(
        "`closed`: no new account is made by anybody but an administrator, by identity providers neither.",
      ),
    signIn: z
      .enum(["anyWay", "providers"])
      .default("anyWay")
      .describe(
        "`providers`: nobody logs in or registers by a password, administrators neither. Read docs/runbooks/break-glass.md before.",
      ),
    mails: z
      .array(line)
      .default([])
      .describe(
        "Patterns (Python) that the address of a new account has to match. Default: any address will do.",
      ),
    activation: z
      .enum(["mail", "none"])
      .default("mail")
      .describe("`none`: a new account works before anybody has confirmed its address."),
    password: password
      .optional()
      .describe("What a password has to be like. Default: what the release asks for."),
    session: session.prefault({}).describe("How long somebody stays logged in."),
    lockout: lockout
      .optional()
      .describe("When an account is shut for a while. Default: as the release does it."),
    attempts: attempts.prefault({}).describe("What one address may try."),
    deletion: z
      .boolean()
      .default(true)
      .describe("Whether learners may delete their own account. `retirement` says how it goes then."),
  })
  .describe("How accounts come, live and go.");
