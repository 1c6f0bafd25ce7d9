import * as z from "zod";
import { host, type Settled, secret } from "../shapes.ts";

/** Where ExternalDNS writes records. */
export const platformDns = z
  .strictObject({
    provider: z
      .enum(["aws", "cloudflare", "digitalocean", "google", "azure"])
      .default("aws")
      .describe("Whose DNS it is."),
    zones: z.array(host).default([]).describe("Zones that it may write to. Default: all that it finds."),
    token: secret()
      .optional()
      .describe("Token of Cloudflare or DigitalOcean. Elsewhere the account of the machine says who it is."),
  })
  .superRefine(({ provider, token }, context) => {
    const wanted = provider === "cloudflare" || provider === "digitalocean";
    if (token !== undefined && !wanted) {
      context.addIssue({
        code: "custom",
        path: ["token"],
        message: `${provider} takes no token. Leave it out.`,
      });
    }
  })
  .describe("The DNS, where `offers.externalDns` is `managed`.");
export type PlatformDns = Settled<typeof platformDns>;
