import * as z from "zod";
import { host } from "../shapes.ts";

interface DerivedHost {
  readonly what: string;
  /** Browsers send it the cookies of the LMS: it has to be below the domain. */
  readonly cookies?: true;
  readonly more?: string;
}

/** Hosts that are derived from the domain where nobody says them. */
const DERIVED = {
  studio: { what: "Host of Studio", cookies: true },
  apps: { what: "Host of the micro-frontends", cookies: true },
  preview: {
    what: "Host at which authors see what they have not published",
    cookies: true,
    more: " From Ulmo on the LMS itself shows it.",
  },
  search: { what: "Host of the search that browsers ask" },
  notes: { what: "Host of the notes, which browsers ask" },
  discovery: { what: "Host of the course discovery, which browsers ask" },
  files: { what: "Host of uploaded files where we run the object storage" },
  credentials: { what: "Host of the credentials, which browsers and wallets ask" },
  verify: { what: "Host of the page that verifies credentials" },
  static: { what: "Host of static files of the LMS and Studio where a CDN stands before them (`cdn`)" },
  ecommerce: { what: "Host of the shop, which browsers ask" },
  xqueue: { what: "Host at which graders outside fetch their work" },
} satisfies Readonly<Record<string, DerivedHost>>;

type Derived = keyof typeof DERIVED;

const ROWS = Object.entries(DERIVED) as readonly (readonly [Derived, DerivedHost])[];

const ofEach = <Value>(of: (key: Derived, row: DerivedHost) => Value) =>
  Object.fromEntries(ROWS.map(([key, row]) => [key, of(key, row)])) as Record<Derived, Value>;

const derived = ofEach((key, { what, cookies, more = "" }) =>
  host
    .optional()
    .describe(`${what}, ${cookies ? "below `domain`" : "anywhere"}. Default: \`${key}.<domain>\`.${more}`),
);

const said = z
  .strictObject({
    domain: host.describe(
      "Public host of the LMS, and the domain of its cookies. The other hosts are derived from it.",
    ),
    ...derived,
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

const KEYS: readonly ("domain" | Derived)[] = ["domain", ...ROWS.map(([key]) => key)];

type Hosts = Readonly<Record<"domain" | Derived, string>>;

const hosts = (value: z.output<typeof said>): Hosts => ({
  domain: value.domain,
  ...ofEach((key) => value[key] ?? `${key}.${value.domain}`),
});

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
    for (const [key, { cookies }] of ROWS) {
      if (!cookies || all[key] === domain || all[key].endsWith(`.${domain}`)) continue;
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
