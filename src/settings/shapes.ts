import * as z from "zod";
import { cron } from "./cron.ts";
import { type ConfigurationSecret, isConfigurationSecret } from "./late.ts";
import { includes, networkOf } from "./network.ts";

/** What a schema yields, read-only all the way down. */
export type Settled<Schema extends z.ZodType> = Frozen<z.output<Schema>>;

type Frozen<T> = T extends ConfigurationSecret
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Frozen<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Frozen<T[Key]> }
      : T;

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

/** A text of one form. `title` is how the reference calls it. */
export const text = (title: string, pattern: RegExp, message: string) =>
  z.string().regex(pattern, { error: message }).meta({ title });

export const host = text(
  "host",
  new RegExp(`^(?=.{1,253}$)(?:${LABEL}\\.)+(?=[a-z0-9-]*[a-z])${LABEL}$`),
  "This is not a host. Write the bare name in small letters, without scheme, port or path: learn.example.edu.",
);

/** A machine outside: by name or by address. */
export const server = text(
  "host or address",
  new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`),
  "This is not a host or an address. Write it bare, without scheme or port: smtp.example.edu.",
);

export const email = text(
  "mail address",
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/,
  "This is not a mail address. Write one like help@example.edu.",
);

export const port = z
  .int()
  .min(1, { error: "This is not a port. Write a number from 1 to 65535." })
  .max(65535, { error: "This is not a port. Write a number from 1 to 65535." })
  .meta({ title: "port" });

/** A positive length of time. */
export const duration = text(
  "duration",
  /^[1-9][0-9]{0,5}[smhd]$/,
  "This is not a duration. Write a whole number and s, m, h or d: 90s, 15m, 3h, 7d.",
);

const SECONDS = { s: 1, m: 60, h: 3600, d: 86400 } as const;

/** How many seconds a valid duration lasts. */
export const secondsOf = (length: string): number =>
  Number(length.slice(0, -1)) * SECONDS[length.slice(-1) as keyof typeof SECONDS];

/** When something happens again and again. */
export const times = z
  .string()
  .refine((written) => cron(written) !== undefined, {
    error:
      "These are not times of a calendar. Write minute, hour, day, month and weekday, in UTC: `0 1 * * *` is every night at one.",
  })
  .meta({ title: "times of a calendar" });

/** How long something is kept that somebody will ask about: in days or years, or for ever. */
export const retention = text(
  "days, years, or `forever`",
  /^(?:forever|[1-9][0-9]{0,3}d|[1-9][0-9]?y)$/,
  "This is not a time for which something is kept. Write days or years, or `forever`: 400d, 5y.",
);

/** How many days a valid retention lasts; nothing where it does not end. */
export const daysOf = (kept: string): number | undefined =>
  kept === "forever" ? undefined : Number(kept.slice(0, -1)) * (kept.endsWith("y") ? 365 : 1);

const NO_ENDPOINT =
  "This is not the address of a server. Write scheme and host, without a path: https://s3.example.edu.";

/** A server that is asked by http, without a path. The pattern is for editors; a port of 99999 is found only by reading the address. */
export const endpoint = text(
  "address",
  new RegExp(`^https?://${LABEL}(?:\\.${LABEL})*(?::[0-9]{2,5})?$`),
  NO_ENDPOINT,
).refine((written) => URL.canParse(written), { error: NO_ENDPOINT });

/** Memory or disk. `500m` would be half a byte to Kubernetes, so it is no size here. */
export const size = text(
  "size",
  /^[1-9][0-9]{0,9}(?:Ki|Mi|Gi|Ti|k|M|G|T)$/,
  "This is not a size. Write a whole number and Mi, Gi or Ti: 512Mi, 20Gi.",
);

export const cpu = text(
  "processor share",
  /^(?:[1-9][0-9]{0,5}m|[1-9][0-9]{0,2})$/,
  'This is not a share of processors. Write thousandths or whole ones: 500m, "2".',
);

const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

const IPV4_NETWORK = `(?:${OCTET}\\.){3}${OCTET}/(?:3[0-2]|[12]?[0-9])`;
const IPV6_NETWORK = "(?=[0-9a-f]*:)[0-9a-f:]{2,39}/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9])";

const NO_NETWORK =
  "This is not a network. Write `internet`, or an address and the length of its prefix: 10.1.2.0/24.";

const DESTINATION = new RegExp(`^(?:internet|${IPV4_NETWORK}|${IPV6_NETWORK})$`);

/** Where a cloud gives the credentials of a machine to whoever asks on it. */
const METADATA = ["169.254.169.254", "fd00:ec2::254"];
const WITH_METADATA = `In this network a pod would get the credentials of its machine, at ${METADATA.join(" or ")}. Write internet for every public address, or the networks that are meant.`;

/** Where a connection leads: one network, or everything public. */
export const destination = text("network, or `internet`", DESTINATION, NO_NETWORK).superRefine(
  (written, context) => {
    if (written === "internet" || !DESTINATION.test(written)) return;
    const network = networkOf(written);
    if (network === undefined) context.addIssue({ code: "custom", message: NO_NETWORK });
    else if (!network.exact) {
      const one = network.text.includes(":") ? 128 : 32;
      const message = `This is an address in the middle of a network. Write ${network.text}, or /${one} for this address alone.`;
      context.addIssue({ code: "custom", message });
    } else if (METADATA.some((address) => includes(written, address))) {
      context.addIssue({ code: "custom", message: WITH_METADATA });
    }
  },
);

/** A name that ends up in names of Kubernetes objects. */
export const name = text(
  "name",
  /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
  "This is not a name. Write small letters, digits and hyphens, at most 40, with a letter first: campus-idp.",
);

export const folderName = text(
  "name of a folder",
  /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_])?$/,
  "This is not the name of a folder. Write it bare, without slashes: academy-theme.",
);

/** Key of a label or a taint of Kubernetes: a name, with a domain before it where it has one. */
export const labelKey = text(
  "label",
  new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$`),
  "This is not a label. Write a name, with a domain before it where it has one: pool, node.example.edu/pool.",
);

export const labelValue = text(
  "label value",
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/,
  "This is not the value of a label. Write letters, digits, dots, hyphens and underscores, at most 63.",
);

/** An image of the catalogue, as the release map calls it. */
export const imageName = text(
  "image",
  /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
  "This is not the name of an image. Write it without registry and tag: openedx, mfe, mysql.",
);

/** An image that is run as it is written: with its registry, and with a tag or a digest. */
export const pinnedImage = text(
  "image with a tag or a digest",
  new RegExp(
    `^${LABEL}(?:\\.${LABEL})*(?::[0-9]{2,5})?(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)+(?:(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})(?:@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$`,
  ),
  "This is not an image with a version. Write registry, name, and a tag or a digest: ghcr.io/university/retirement:1.4.",
);

/** A registry, with a folder below it where it has one. */
export const registry = text(
  "registry",
  new RegExp(`^${LABEL}(?:\\.${LABEL})*(?::[0-9]{2,5})?(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$`),
  "This is not a registry. Write host, port and folder without a scheme: ghcr.io/university.",
);

/** The host of a registry, without the folder below it. */
export const hostOfRegistry = (registry: string): string => registry.split("/")[0] ?? registry;

/** A secret of the blueprint. No dot: the path of a secret in the configuration is joined by dots. */
export const secretName = text(
  "name of a secret",
  /^[a-z](?:[a-z0-9-]*[a-z0-9])?(?:\/[a-z](?:[a-z0-9-]*[a-z0-9])?)*$/,
  "This is not the name of a secret. Write small letters, digits, hyphens and slashes: lms/secret-key.",
);

/** Text of one line, not empty. */
export const line = text(
  "text",
  /^\S(?:.{0,254}\S)?$/,
  "Write one line of text, at most 256 characters, without space around it.",
);

/** One certificate or several, as files of them are written. */
export const certificates = text(
  "certificates in PEM",
  /^(?:-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,76}\n){1,200}-----END CERTIFICATE-----\n?){1,20}$/,
  "These are no certificates. Paste the file as it is, as a block after `|`, from -----BEGIN CERTIFICATE----- on.",
);

export const language = text(
  "language",
  /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/,
  "This is not a language. Write a code as Django spells it: en, de, pt-br, zh-cn.",
);

/** Marks the problem that the loader answers with the `pulumi config set` line. */
export const PLAIN_SECRET = "plain-secret";

/** A value that stays encrypted in the stack file (`secure: …`). */
export const secret = () =>
  z
    .custom<ConfigurationSecret>(isConfigurationSecret, {
      error: "This is a secret: it has to be encrypted.",
      params: { rule: PLAIN_SECRET },
    })
    .meta({ title: "secret", secret: true });
