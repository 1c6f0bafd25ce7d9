import * as z from "zod";
import { duration, email, line, name, port, type Settled, secret, server } from "../shapes.ts";

const receiver = z.discriminatedUnion("by", [
  z.strictObject({
    by: z.literal("mail").describe("By mail, through the server of `mail`."),
    to: z.array(email).min(1).describe("Who gets it."),
  }),
  z.strictObject({
    by: z.literal("slack").describe("In a channel of Slack."),
    channel: line.describe("The channel: `#openedx`."),
    url: secret().describe("Address of an incoming webhook."),
  }),
  z.strictObject({
    by: z.literal("pagerDuty").describe("PagerDuty, which wakes whoever is on call."),
    key: secret().describe("Integration key of the Events API v2."),
  }),
  z.strictObject({
    by: z.literal("webhook").describe("Any service that takes Alertmanager's own webhook."),
    url: secret().describe("Its address, which often holds a token."),
  }),
]);

const mail = z.strictObject({
  host: server.describe("The server that takes mail."),
  port: port.default(587).describe("Its port."),
  from: email.describe("Who it is from."),
  user: line.optional().describe("Name to log in with. Default: no login."),
  password: secret().optional().describe("Password to log in with."),
  tls: z.boolean().default(true).describe("Whether it has to be encrypted."),
});

const names = z.array(name).min(1, { error: "Name at least one receiver." });

/** Who hears of what is wrong. */
export const alerting = z
  .strictObject({
    receivers: z.record(name, receiver).describe("People and services, each under a name."),
    mail: mail.optional().describe("The server for receivers by mail."),
    page: names.describe("Who is told of what cannot wait: they get up."),
    ticket: names.describe("Who is told of what can wait until they are there."),
    alive: name
      .optional()
      .describe(
        "Who is told every five minutes that alerts get through, and raises the alarm when nothing comes: a service outside of the cluster. Default: nobody, so that a dead Prometheus is silence.",
      ),
    repeat: duration.default("4h").describe("How often it is said again while it lasts."),
  })
  .superRefine((said, context) => {
    const known = Object.keys(said.receivers);
    const asked = [
      ...said.page.map((one, index) => ({ one, path: ["page", index] })),
      ...said.ticket.map((one, index) => ({ one, path: ["ticket", index] })),
      ...(said.alive ? [{ one: said.alive, path: ["alive"] }] : []),
    ];
    for (const { one, path } of asked) {
      if (known.includes(one)) continue;
      const message = `There is no receiver "${one}". One of: ${known.join(", ")}.`;
      context.addIssue({ code: "custom", path, message });
    }
    const byMail = Object.values(said.receivers).some(({ by }) => by === "mail");
    if (byMail && said.mail === undefined) {
      const message = "Some are told by mail, and no server for it is named. Write `mail: { host, from }`.";
      context.addIssue({ code: "custom", path: ["mail"], message });
    }
  })
  .optional()
  .describe("Who hears of alerts, where `offers.monitoring` is `managed`. Default: nobody.");
export type Alerting = NonNullable<Settled<typeof alerting>>;
