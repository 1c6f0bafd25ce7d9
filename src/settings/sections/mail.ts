import * as z from "zod";
import { email, line, port, type Settled, secret, server } from "../shapes.ts";

/** The server that takes our mail. */
export const mail = z
  .strictObject({
    host: server.describe("Server that takes the mail."),
    port: port.describe("Its port: 587 for `starttls`, 465 for `tls`."),
    from: email.describe("Sender of what learners get."),
    user: line.optional().describe("Name to log in with. Default: no login."),
    password: secret().optional().describe("Password of `user`."),
    security: z
      .enum(["starttls", "tls", "none"])
      .default("starttls")
      .describe("How the connection is encrypted."),
  })
  .superRefine(({ user, password }, context) => {
    const alone = (path: string, other: string) =>
      context.addIssue({
        code: "custom",
        path: [path],
        message: `\`${path}\` needs \`${other}\`: give both or neither.`,
      });
    if (user !== undefined && password === undefined) alone("user", "password");
    if (user === undefined && password !== undefined) alone("password", "user");
  })
  .describe("The server that takes our mail. Without this section no mail is sent.");
export type Mail = Settled<typeof mail>;
