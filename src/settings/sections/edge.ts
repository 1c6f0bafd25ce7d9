import * as z from "zod";
import { host } from "../shapes.ts";

const said = z
  .strictObject({
    domain: host.describe(
      "Public host of the LMS, and the domain of its cookies. The other hosts are derived from it.",
    ),
    studio: host.optional().describe("Host of Studio, below `domain`. Default: `studio.<domain>`."),
    apps: host.optional().describe("Host of the micro-frontends, below `domain`. Default: `apps.<domain>`."),
    preview: host
      .optional()
      .describe(
        "Host at which authors see what they have not published, below `domain`. Default: `preview.<domain>`. From Ulmo on the LMS itself shows it.",
      ),
    search: host
      .optional()
      .describe("Host of the search that browsers ask, anywhere. Default: `search.<domain>`."),
    notes: host
      .optional()
      .describe("Host of the notes, which browsers ask, anywhere. Default: `notes.<domain>`."),
    discovery: host
      .optional()
      .describe("Host of the course discovery, which browsers ask, anywhere. Default: `discovery.<domain>`."),
    files: host
      .optional()
      .describe(
        "Host of uploaded files where we run the object storage, anywhere. Default: `files.<domain>`.",
      ),
    credentials: host
      .optional()
      .describe(
        "Host of the credentials, which browsers and wallets ask, anywhere. Default: `credentials.<domain>`.",
      ),
    verify: host
      .optional()
      .describe("Host of the page that verifies credentials, anywhere. Default: `verify.<domain>`."),
    static: host
      .optional()
      .describe(
        "Host of static files of the LMS and Studio where a CDN stands before them (`cdn`), anywhere. Default: `static.<domain>`.",
      ),
    ecommerce: host
      .optional()
      .describe("Host of the shop, which browsers ask, anywhere. Default: `ecommerce.<domain>`."),
    xqueue: host
      .optional()
      .describe("Host at which graders outside fetch their work, anywhere. Default: `xqueue.<domain>`."),
    notebooks: host
      .optional()
      .describe(
        "Host of the notebooks, not below `domain`: browsers would show code of learners the cookies of the LMS. Only a deployment with jupyterhub has it.",
      ),
    also: z
      .array(host)
      .default([])
      .describe(
        "Hosts of clients that the LMS answers under as well, each with a site of its own in its administration.",
      ),
    https: z.boolean().default(true).describe("Whether the public addresses are https."),
  })
  .describe("How learners and authors reach this deployment.");

/** Hosts that are derived from the domain where nobody says them. */
const DERIVED = [
  "studio",
  "apps",
  "preview",
  "search",
  "notes",
  "discovery",
  "credentials",
  "verify",
  "ecommerce",
  "files",
  "xqueue",
  "static",
] as const;
const KEYS = ["domain", ...DERIVED] as const;

type Hosts = Readonly<Record<(typeof KEYS)[number], string>>;

const hosts = (value: z.output<typeof said>): Hosts => ({
  domain: value.domain,
  ...(Object.fromEntries(DERIVED.map((key) => [key, value[key] ?? `${key}.${value.domain}`])) as Record<
    (typeof DERIVED)[number],
    string
  >),
});

/** Hosts that have to be below the domain: browsers send them the cookies of the LMS there, and nowhere else. */
const WITH_COOKIES = ["studio", "apps", "preview"] as const;

/** Hosts of clients that are something else already, with what that is. */
const takenTwice = (also: readonly string[], all: Hosts): readonly (readonly [string, string])[] =>
  also.flatMap((one, index) => {
    const taken = KEYS.find((key) => all[key] === one) ?? (also.indexOf(one) < index ? "also" : undefined);
    return taken === undefined ? [] : [[one, taken] as const];
  });

/** Whoever runs code behind a host sees what browsers send there. */
function refuseNotebooks(
  { notebooks, also }: z.output<typeof said>,
  all: Hosts,
  refuse: (key: string, message: string) => void,
): void {
  if (notebooks === undefined) return;
  const taken = KEYS.find((key) => all[key] === notebooks) ?? (also.includes(notebooks) ? "also" : undefined);
  if (taken !== undefined) {
    refuse("notebooks", `This is the host of \`${taken}\` already. Each part needs a host of its own.`);
  } else if (notebooks.endsWith(`.${all.domain}`)) {
    refuse(
      "notebooks",
      `This is below ${all.domain}: browsers would send the cookies of the LMS there, and a learner's code would read those of everybody who follows a link to it. Write a host beside it.`,
    );
  }
}

/** How learners and authors reach this deployment. */
export const edge = said
  .superRefine((value, context) => {
    const all = hosts(value);
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    for (const [index, key] of KEYS.entries()) {
      const other = KEYS.slice(0, index).find((one) => all[one] === all[key]);
      if (other === undefined) continue;
      const [written, taken] = value[key] === undefined ? [other, key] : [key, other];
      refuse(written, `This is the host of \`${taken}\` already. Each part needs a host of its own.`);
    }
    for (const [one, taken] of takenTwice(value.also, all)) {
      refuse("also", `${one} is the host of \`${taken}\` already. Each part needs a host of its own.`);
    }
    const { domain } = all;
    refuseNotebooks(value, all, refuse);
    // Of a domain that is none, its own message is enough.
    if (!host.safeParse(domain).success) return;
    for (const key of WITH_COOKIES) {
      if (all[key] === domain || all[key].endsWith(`.${domain}`)) continue;
      refuse(
        key,
        `This is not below ${domain}. The cookies of the LMS do not get there, and nobody could log in. Write a host such as ${key}.${domain}.`,
      );
    }
  })
  .transform((value) => ({
    ...hosts(value),
    ...(value.notebooks === undefined ? {} : { notebooks: value.notebooks }),
    also: value.also,
    https: value.https,
  }));
