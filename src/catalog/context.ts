import type { SupportedRelease } from "../releases/release.ts";
import type { Settings } from "../settings/settings.ts";
import type { VersionOf } from "../vocabulary/content.ts";
import type { Addresses } from "./addresses.ts";

/** All that the catalogue may know about the stack that it is part of. */
export interface Context {
  readonly deployment: string;
  readonly stage: string;
  readonly release: SupportedRelease;
  readonly settings: Settings;
  /** Where the stores answer. */
  readonly stores: Addresses;
  readonly versionOf: VersionOf;
  /** File, line and column of a setting, for whoever asks later who said it. */
  readonly saidAt: (path: readonly string[]) => string;
}

/** What one application may know beside that. */
export interface ApplicationContext extends Context {
  /** Its image, from the release map and the lock, through the registry of the settings. */
  readonly image: string;
}

const schemeOf = ({ settings }: Context): "https" | "http" => (settings.edge.https ? "https" : "http");

/** Public address of a host of this deployment, without a slash at the end. */
export const addressOf = (context: Context, host: "domain" | "studio" | "apps" | "search"): string =>
  `${schemeOf(context)}://${context.settings.edge[host]}`;
