import * as z from "zod";
import { destination, email, line, PLAIN_SECRET, port, type Settled, secret, server } from "../shapes.ts";

const from = email.describe("Sender of what learners get.");

/** A server outside that takes our mail. */
const external = z
  .strictObject({
    via: z
      .literal("server")
      .default("server")
      .describe("`server`: one outside takes the mail. `relay`: one in the deployment delivers it."),
    host: server.describe("Server that takes the mail."),
    port: port.describe("Its port: 587 for `starttls`, 465 for `tls`."),
    egress: z
      .array(destination)
      .min(1, { error: "Name at least one network: 10.1.2.0/24, or `internet`." })
      .default(["internet"])
      .describe(
        "Networks that its addresses lie in. Of a server on a network of one's own, name that: `internet` is public addresses alone.",
      ),
    from,
    user: line.optional().describe("Name to log in with. Default: no login."),
    password: secret().optional().describe("Password of `user`."),
    security: z
      .enum(["starttls", "tls", "none"])
      .default("starttls")
      .describe("How the connection is encrypted."),
  })
  .superRefine(({ user, password }, context) => {
    const refuse = (path: string, message: string, params = {}) =>
      context.addIssue({ code: "custom", path: [path], message, params });
    if (user !== undefined && password === undefined)
      refuse("password", "This is required.", { rule: PLAIN_SECRET });
    if (user === undefined && password !== undefined)
      refuse("password", "`password` needs `user`. Give both or neither.");
  });

/** A relay of our own. Most receivers believe only senders that their domain names: SPF has to name the cluster's addresses. */
const relay = z.strictObject({
  via: z
    .literal("relay")
    .describe("One in the deployment delivers the mail itself, to port 25 of whoever receives it."),
  from,
});

/** How our mail gets out. */
export const mail = z
  .discriminatedUnion("via", [external, relay])
  .describe("How our mail gets out. Without this section no mail is sent.");
export type Mail = Settled<typeof mail>;
