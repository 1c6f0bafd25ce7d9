import * as z from "zod";
import { host, line, type Settled, secret } from "../shapes.ts";

/** Whether a provider is told by a token who asks. The others know the account. */
export const takesToken = (provider: string): boolean => provider !== "aws" && provider !== "google";

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
      .describe("Token of Cloudflare or DigitalOcean; of Azure, what its file azure.json says."),
    account: line
      .optional()
      .describe(
        "Who it is at the provider: at aws the role of IAM, by its ARN, that trusts the ServiceAccount `external-dns` in the namespace of the same name; at google the account, by its address. Default: the account of the machine.",
      ),
  })
  .superRefine(({ provider, token, account }, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if (!takesToken(provider) && token !== undefined)
      refuse("token", `${provider} takes no token. Name an \`account\`, or leave it out.`);
    if (takesToken(provider) && account !== undefined)
      refuse("account", `${provider} is told by a \`token\` who asks. Leave it out.`);
  })
  .describe("The DNS, where `offers.externalDns` is `managed`.");
export type PlatformDns = Settled<typeof platformDns>;
