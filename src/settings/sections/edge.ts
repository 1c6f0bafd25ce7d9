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

const KEYS = ["domain", "studio", "apps", "search"] as const;

/** How learners and authors reach this deployment. */
export const edge = said
  .superRefine((value, context) => {
    const all = hosts(value);
    for (const [index, key] of KEYS.entries()) {
      const other = KEYS.slice(0, index).find((one) => all[one] === all[key]);
      if (other === undefined) continue;
      const [written, taken] = value[key] === undefined ? [other, key] : [key, other];
      const message = `This is the host of \`${taken}\` already. Each part needs a host of its own.`;
      context.addIssue({ code: "custom", path: [written], message });
    }
  })
  .transform((value) => ({ ...hosts(value), https: value.https }));
export type Edge = Settled<typeof edge>;
