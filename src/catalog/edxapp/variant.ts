import type { HostName } from "../context.ts";
import type { ServedApplication } from "../uwsgi.ts";

/** The two applications that are one code base, started in two ways. */
export type Variant = "lms" | "cms";

/** What each is called by the settings, and by people. */
export const VARIANTS = {
  lms: { host: "domain", said: "the LMS", visitors: "learners" },
  cms: { host: "studio", said: "Studio", visitors: "authors" },
} as const satisfies Readonly<
  Record<Variant & ServedApplication, { host: HostName; said: string; visitors: string }>
>;
