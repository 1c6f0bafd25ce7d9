import type { Settings } from "../../settings/settings.ts";
import type { Purpose } from "../../vocabulary/bucket.ts";

/** The times in the settings that somebody has to choose. */
export type Kept = keyof Settings["objectStorage"]["keep"];

/** What a bucket is for, and what follows from that. */
export interface PurposeRow {
  readonly holds: string;
  /** The application of the release matrix without which nobody needs it. Absent: every deployment does. */
  readonly of?: string;
  /** Whether people wait for what is in it, so that it has to be there at once. */
  readonly served: boolean;
  /** Prefixes that the platform shows to anybody, without a login. */
  readonly publicRead: readonly string[];
  /** What pages of the deployment do with it by the browser. Absent: nothing. */
  readonly browsers?: "read" | "write";
  readonly versioning: boolean;
  /** Which time of the settings says how long it is kept. Absent: for ever. */
  readonly keptAs?: Kept;
  readonly expire: readonly { readonly prefix: string; readonly days: number }[];
  /** What is rarely asked for after a while, and may lie where it is cheaper. */
  readonly archive: readonly { readonly prefix: string; readonly days: number }[];
  /** Whether nobody may delete or overwrite it for a time. Never what learners may ask to be erased. */
  readonly locked?: true;
}

const row = (holds: string, more: Partial<PurposeRow> = {}): PurposeRow => ({
  holds,
  served: true,
  publicRead: [],
  versioning: true,
  expire: [],
  archive: [],
  ...more,
});

/** Every bucket that a deployment may have. */
export const purposes: Readonly<Record<Purpose, PurposeRow>> = {
  openedx: row("course files and whatever else the platform keeps", {
    browsers: "read",
    archive: [{ prefix: "courses/", days: 365 }],
  }),
  openedxuploads: row("what learners hand in", { browsers: "write", keptAs: "submissions" }),
  openedxgrades: row("reports of grades and answers", { browsers: "read", keptAs: "grades" }),
  openedxlearning: row("files of content libraries"),
  profileimages: row("pictures of profiles", { publicRead: [""], versioning: false }),
  videos: row("videos with their images and transcripts", {
    browsers: "read",
    publicRead: ["video-images/"],
    archive: [{ prefix: "", days: 180 }],
  }),
  certificates: row("generated credentials", { keptAs: "certificates" }),
  exports: row("exported courses and results of long tasks", { versioning: false, keptAs: "exports" }),
  tracking: row("what learners did, event by event", { served: false, keptAs: "tracking" }),
  backups: row("copies of databases", { served: false, keptAs: "backups", locked: true }),
  discoveryuploads: row("pictures of the course discovery", {
    of: "discovery",
    publicRead: [""],
    versioning: false,
  }),
  ecommerce: row("pictures of what the shop sells, lists of orders", { of: "ecommerce", keptAs: "receipts" }),
  computation: row("notebooks and what they compute", {
    of: "jupyterhub",
    expire: [{ prefix: "temp/", days: 30 }],
  }),
};

/** Times that production has to choose. */
export const CHOSEN: readonly Kept[] = ["submissions", "grades", "tracking"];
