import type { SupportedRelease } from "../releases/release.ts";
import type { Offers } from "../settings/sections/offers.ts";
import type { SharedStores } from "../settings/sections/sharedStores.ts";
import type { Settings } from "../settings/settings.ts";
import type { VersionOf } from "../vocabulary/content.ts";
import type { Database } from "../vocabulary/store.ts";
import type { Addresses } from "./addresses.ts";
import type { Contribution } from "./configuration.ts";
import type { OAuthClient } from "./oauthClient.ts";
import type { Rows } from "./rows.ts";

/** All that the catalogue may know about the stack that it is part of. */
export interface Context {
  readonly deployment: string;
  readonly stage: string;
  /** Whether no stage comes after this one: there learners are. */
  readonly lastStage: boolean;
  /** Namespace of the deployment itself. */
  readonly namespace: string;
  readonly release: SupportedRelease;
  readonly settings: Settings;
  /** What the cluster offers. */
  readonly offers: Offers;
  /** Servers that the platform has for many deployments. */
  readonly shared: SharedStores;
  /** Where the stores answer. */
  readonly stores: Addresses;
  /** Whether the deployment has an application of the release matrix: a service or a micro-frontend. */
  readonly has: (application: string) => boolean;
  /** Image of an application, from the release map and the lock, through the registry of the settings. */
  readonly imageOf: (application: string) => string;
  /** The images that ran before that one and whose files are still asked for, the newest first. */
  readonly imagesBefore: (application: string) => readonly string[];
  /** The micro-frontends that the deployment has. */
  readonly microFrontends: readonly MicroFrontend[];
  /** Image that the release is published with and that the map says nothing about: a relay, a plain web server. */
  readonly publishedImage: (name: string) => string;
  /** An image as the cluster pulls it, for whoever names one to somebody else. Those of pods are pulled so anyway. */
  readonly mirrored: (image: string) => string;
  /** Image of the server that the release is published with. */
  readonly serverImage: (kind: "mysql" | "mongodb") => string;
  /** Name under which pods of any namespace of the deployment find a component. */
  readonly hostOf: (component: string) => string;
  readonly versionOf: VersionOf;
  /** File, line and column of a setting, for whoever asks later who said it. */
  readonly saidAt: (path: readonly string[]) => string;
}

/** What one application may know beside that. */
export interface ApplicationContext extends Context {
  /** Its image. */
  readonly image: string;
  /** What other applications add to its configuration. */
  readonly told: readonly Contribution[];
  /** The databases of all applications of the deployment. */
  readonly databases: { readonly mysql: readonly Database[]; readonly mongodb: readonly Database[] };
  /** The accounts that all applications of the deployment want with the LMS. */
  readonly clients: readonly OAuthClient[];
  /** What else they want in its database. */
  readonly rows: readonly Rows[];
}

/** A micro-frontend of the deployment. */
export interface MicroFrontend {
  readonly name: string;
  /** Path below the host of the micro-frontends. */
  readonly path: string;
  /** Its own image, where it is not in the one that they share. */
  readonly image?: string;
  /** Whether the image is the one that the release is published with. */
  readonly published: boolean;
}

/** Whether the image has the one site that newer micro-frontends are part of. Images that are built from the map do not. */
export const hasSite = ({ release, microFrontends }: Context): boolean =>
  release.dialect.frontendSite && microFrontends.some(({ published }) => published);

export const schemeOf = ({ settings }: Context): "https" | "http" => (settings.edge.https ? "https" : "http");

/** The hosts of a deployment, as the settings call them. */
export type HostName = Exclude<keyof Settings["edge"], "https" | "also" | "notebooks">;

/** Public address of a host of this deployment, without a slash at the end. */
export const addressOf = (context: Context, host: HostName): string =>
  `${schemeOf(context)}://${context.settings.edge[host]}`;

/** Port of the public addresses. */
export const publicPort = ({ settings }: Context): number => (settings.edge.https ? 443 : 80);
