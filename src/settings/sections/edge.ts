import * as z from "zod";
import { host, type Settled } from "../shapes.ts";

const said = z
  .strictObject({
    domain: host.describe("Public host of the LMS. The other hosts are derived from it."),
    studio: host.optional().describe("Host of Studio. Default: `studio.<domain>`."),
    apps: host.optional().describe("Host of the micro-frontends. Default: `apps.<domain>`."),
    search: host.optional().describe("Host of the search that browsers ask. Default: `search.<domain>`."),
    https: z.boolean().default(true).describe("Whether the public addresses are https."),
  })
  .describe("How learners and authors reach this deployment.");

const hosts = ({ domain, studio, apps, search }: z.output<typeof said>) => ({
  domain,
  studio: studio ?? `studio.${domain}`,
  apps: apps ?? `apps.${domain}`,
  search: search ?? `search.${domain}`,
});

/** How learners and authors reach this deployment. */
export const edge = said
  .superRefine((value, context) => {
    const owners = new Map<string, string>();
    for (const [key, one] of Object.entries(hosts(value))) {
      const other = owners.get(one);
      if (other !== undefined) {
        const message = `This is the host of \`${other}\` already. Each part needs a host of its own.`;
        context.addIssue({ code: "custom", path: [key], message });
      }
      owners.set(one, key);
    }
  })
  .transform((value) => ({ ...hosts(value), https: value.https }));
export type Edge = Settled<typeof edge>;
