import { existsSync, readFileSync } from "node:fs";
import { isKnown, type SupportedRelease } from "./release.ts";

/** Names that the settings of an application are known by in one release. */
export interface SettingsNames {
  /** What stands at the top of its file. */
  readonly settings: ReadonlySet<string>;
  /** What stands under `FEATURES`. */
  readonly features: ReadonlySet<string>;
}

/** What packages beside the platform read, so that no list of the platform has it. */
export const OF_PACKAGES: Readonly<Record<string, string>> = {
  ACE_CHANNEL_DEFAULT_EMAIL: "edx-ace",
  ACE_CHANNEL_TRANSACTIONAL_EMAIL: "edx-ace",
  ACE_ENABLED_CHANNELS: "edx-ace",
  AWS_S3_ADDRESSING_STYLE: "django-storages",
  AWS_S3_ENDPOINT_URL: "django-storages",
  AWS_S3_REGION_NAME: "django-storages",
  AWS_S3_SIGNATURE_VERSION: "django-storages",
  BULK_EMAIL_SEND_USING_EDX_ACE: "the bulk mail of the platform, by getattr",
  CELERY_ANNOTATIONS: "Celery itself, which reads the settings of Django by its old names",
  CMS_ROOT_URL: "templates and plugins, by getattr",
  DJANGO_REDIS_IGNORE_EXCEPTIONS: "django-redis",
  EVENT_BUS_CONSUMER: "openedx-events",
  EVENT_BUS_PRODUCER: "openedx-events",
  EVENT_BUS_REDIS_CONNECTION_URL: "edx-event-bus-redis",
  EVENT_BUS_TOPIC_PREFIX: "edx-event-bus-redis",
  FORUM_SEARCH_BACKEND: "openedx-forum",
  LEARNER_HOME_MFE_REDIRECT_PERCENTAGE: "Tutor writes it until Ulmo, and no list of these releases has it",
  MEILISEARCH_API_KEY: "edx-search and the search of contents",
  MEILISEARCH_ENABLED: "edx-search and the search of contents",
  MEILISEARCH_INDEX_PREFIX: "edx-search and the search of contents",
  MEILISEARCH_PUBLIC_URL: "edx-search and the search of contents",
  MEILISEARCH_URL: "edx-search and the search of contents",
  OAUTH_OIDC_ISSUER: "the sign-on of other services",
  OPENEDX_LEARNING: "openedx-learning",
  ORA2_FILEUPLOAD_BACKEND: "edx-ora2",
  ORA2_FILEUPLOAD_CACHE_NAME: "edx-ora2",
  ORA2_FILEUPLOAD_ROOT: "edx-ora2",
  SOCIAL_AUTH_EDX_OAUTH2_KEY: "auth-backends",
  SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT: "auth-backends",
  SOCIAL_AUTH_EDX_OAUTH2_SECRET: "auth-backends",
  SOCIAL_AUTH_EDX_OAUTH2_URL_ROOT: "auth-backends",
  SOCIAL_AUTH_REDIRECT_IS_HTTPS: "social-auth-core",
};

/** What came into a release after the state that its list was taken from, and what code reads that no settings file names. */
const MICRO_FRONTENDS = ["COMMUNICATIONS_MICROFRONTEND_URL", "LEARNER_HOME_MICROFRONTEND_URL"];

/** Toggles that code asks for and no settings file of the application names. */
const FEATURES_READ: Readonly<Record<string, string>> = {
  ENABLE_GRADE_DOWNLOADS: "the instructor dashboard of the LMS",
};

const fileOf = (name: string) => new URL(`./settingsNames/${name}.txt`, import.meta.url);

const listed = (name: string): readonly string[] =>
  readFileSync(fileOf(name), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

/**
 * The names that the LMS or Studio of a release knows. Of a branch that moves nobody can say it. Names that belong to a
 * plugin of somebody's own are in no list.
 */
export function settingsNames(
  variant: "lms" | "cms",
  { name, rolling, runtimes, dialect }: SupportedRelease,
): SettingsNames | undefined {
  if (rolling) return undefined;
  const django = isKnown(runtimes.django) ? runtimes.django : "";
  const settings = [
    ...listed(`${variant}-${name}`),
    ...listed(`django-${django}`),
    ...Object.keys(OF_PACKAGES),
    // Which of the two a release reads is part of its dialect, and the lists disagree about one of them.
    dialect.csrf,
    ...MICRO_FRONTENDS,
    ...(dialect.frontendSite ? ["FRONTEND_SITE_CONFIG"] : []),
  ];
  const features = [
    ...listed(`${variant}-features-${name}`),
    ...(dialect.features === "proxy" ? settings : []),
    ...Object.keys(FEATURES_READ),
    // The list of Teak is of a state after it, and Tutor writes it for Teak.
    ...(dialect.previewHost ? ["PREVIEW_LMS_BASE"] : []),
  ];
  return { settings: new Set(settings), features: new Set(features) };
}

/** What django-storages reads. */
const STORAGE = [
  "AWS_ACCESS_KEY_ID",
  "AWS_QUERYSTRING_AUTH",
  "AWS_QUERYSTRING_EXPIRE",
  "AWS_S3_ADDRESSING_STYLE",
  "AWS_S3_CUSTOM_DOMAIN",
  "AWS_S3_ENDPOINT_URL",
  "AWS_S3_REGION_NAME",
  "AWS_S3_SIGNATURE_VERSION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_STORAGE_BUCKET_NAME",
];

/** Settings of services that no list of theirs has. */
export const OF_SERVICES: Readonly<Record<string, readonly string[]>> = {
  // The search of the notes reads them by getattr.
  notes: ["MEILISEARCH_API_KEY", "MEILISEARCH_ENABLED", "MEILISEARCH_INDEX", "MEILISEARCH_URL"],
  // The module for production computes with them, and assigns none.
  // Its accounts with the LMS are read by the package that lets people in.
  discovery: [
    "SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT",
    "SOCIAL_AUTH_REDIRECT_IS_HTTPS",
    ...STORAGE,
    "ARBORETUM_AFTER_UPSTREAM",
  ],
  // The same package reads its accounts.
  credentials: [
    "SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT",
    // Toggle and settings of the application in it that signs, which has its own defaults.
    "ENABLE_VERIFIABLE_CREDENTIALS",
    "VERIFIABLE_CREDENTIALS",
    ...STORAGE,
  ],
  // The packages that let people in and answer calls from other hosts read these.
  ecommerce: ["SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT"],
  // A toggle of its code, what the library of the sandbox reads, and its key, which is Django's own.
  codejail: ["CODEJAIL_ENABLED", "CODE_JAIL", "SECRET_KEY"],
  xqueue: ["LOCAL_LOGLEVEL", "LOGGING_ENV", "LOG_DIR", "NEWRELIC_LICENSE_KEY", "SYSLOG_SERVER"],
};

/** The names that a service beside the platform knows, its own, Django's and those of its packages. Nobody has listed those of every release. */
export function serviceNames(
  service: string,
  { name, rolling, runtimes }: SupportedRelease,
): ReadonlySet<string> | undefined {
  const own = `${service}-${name}`;
  if (rolling || !existsSync(fileOf(own))) return undefined;
  const django = isKnown(runtimes.django) ? listed(`django-${runtimes.django}`) : [];
  return new Set([...listed(own), ...django, ...(OF_SERVICES[service] ?? [])]);
}

/** Names that were seen somewhere near a release: in code, or in versions before or after it. */
export const uncertainNames = (variant: "lms" | "cms", { name }: SupportedRelease): ReadonlySet<string> =>
  new Set([
    ...listed(`${variant}-uncertain-${name}`),
    ...listed("platform-reads-sumac"),
    ...listed("platform-reads-ulmo"),
  ]);
