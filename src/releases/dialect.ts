import type { Known } from "./known.ts";

/** A waffle flag or switch of the initialisation. It is only created where it does not exist. */
export interface WaffleToggle {
  readonly name: string;
  readonly kind: "flag" | "switch";
  readonly on: boolean;
  /** The micro-frontend that it leads to. Where a deployment does not have it, there is nowhere to lead. */
  readonly of?: string;
}

/** Where discussions are served from, and what keeps them. */
export type Forum =
  | { readonly runs: "service"; readonly storage: readonly ["mongodb"] }
  | {
      readonly runs: "lms";
      readonly storage: readonly ("mongodb" | "mysql")[];
      /** Flags that turn it on. */
      readonly flags: readonly string[];
      /** Commands of the LMS that create its search indexes. */
      readonly initialise: readonly string[];
      /** The same for discussions that are still kept in MongoDB, where it can keep them. */
      readonly initialiseMongodb?: readonly string[];
    };

/** How search of courses, libraries and Studio is set up. */
export interface Search {
  readonly engine: "elasticsearch" | "meilisearch";
  /** Engines that may take its place for courses and discussions. */
  readonly alternatives: readonly "typesense"[];
  /** Arguments of `cms reindex_studio` when the indexes are created; none where the command does not exist. */
  readonly reindexStudio?: readonly string[];
  /** Arguments of `cms reindex_studio` after an upgrade. */
  readonly reindexStudioAfterUpgrade?: readonly string[];
  /** `cms reindex_course --active` is part of the initialisation. */
  readonly reindexCourses: boolean;
  /** The LMS creates its indexes by `search.meilisearch.create_indexes()`. */
  readonly createIndexes: boolean;
  /** Toggles that force the LMS to Elasticsearch when they stand in YAML as true. */
  readonly forcedByToggles: readonly string[];
}

/** How Celery workers of the platform pick their queues. */
export type CeleryQueues =
  | { readonly form: "exclude"; readonly lms: string; readonly cms: string }
  | { readonly form: "named"; readonly lms: readonly string[]; readonly cms: readonly string[] };

/** How one release of the platform wants to be told things. One field a difference between releases. */
export interface SettingsDialect {
  /** Which setting names the storage backends. */
  readonly storage: "DEFAULT_FILE_STORAGE" | "STORAGES";
  /** Names under `STORAGES` that the release knows beside `default` and `staticfiles`. */
  readonly storageNames: readonly string[];
  readonly csrf: "CSRF_TRUSTED_ORIGINS_WITH_SCHEME" | "CSRF_TRUSTED_ORIGINS";
  /** `STATIC_ROOT_BASE` and `COMPREHENSIVE_THEME_DIRS` have to stand in YAML; later images bring them as environment. */
  readonly staticRootInYaml: boolean;
  /** `FEATURES` is a dictionary of its own, or a view on the top-level settings. */
  readonly features: "dictionary" | "proxy";
  readonly search: Search;
  readonly forum: Forum;
  /** `load_policies` of openedx-authz is part of the initialisation of the LMS and of Studio. */
  readonly loadPolicies: boolean;
  /** A host of its own shows previews of courses. */
  readonly previewHost: boolean;
  /** The private signing key needs p, q, dp, dq and qi, or nobody can log in. */
  readonly completeJwk: boolean;
  /** Files of content libraries need a private storage under `OPENEDX_LEARNING.MEDIA`. */
  readonly learningMedia: boolean;
  /** Python problems may be graded by a remote service. */
  readonly remoteCodejail: boolean;
  /** `FRONTEND_SITE_CONFIG` and its endpoint exist beside `MFE_CONFIG`. */
  readonly frontendSite: boolean;
  /** The learner dashboard wants `LEARNER_HOME_MFE_REDIRECT_PERCENTAGE`. */
  readonly learnerHomePercentage: boolean;
  /** The unit page of the authoring micro-frontend is complete, and has to be asked for. */
  readonly unitPage: boolean;
  /** The code reads the environment variable `SERVICE_VARIANT` itself. The uWSGI file needs it in any case. */
  readonly readsServiceVariant: boolean;
  /** Where YAML is heard on `ALLOWED_HOSTS`; otherwise `*` is forced. */
  readonly allowedHosts: Known<"yaml" | "forced">;
  /** Where YAML is heard on `OAUTH_ENFORCE_SECURE`; otherwise it is forced to true. */
  readonly oauthEnforceSecure: "yaml" | "forced";
  /** `ENABLE_OAUTH2_PROVIDER` turns the OAuth provider on; later it is always on. */
  readonly oauthProviderToggle: boolean;
  /** Who sends digests of notifications: a command that somebody has to run, a task of Celery, or nobody. */
  readonly emailDigests: "schedule" | "celery" | "none";
  /** Which key sets SameSite of the session cookie; `forced` is `None`. */
  readonly sameSite: Known<"DCS_SESSION_COOKIE_SAMESITE" | "forced">;
  /** Notes searches by this. */
  readonly notesSearch: "elasticsearch" | "meilisearch";
  readonly mysqlCharset: "utf8mb3" | "utf8mb4";
  /** Where the uWSGI file is mounted. */
  readonly uwsgi: { readonly path: string; readonly command: readonly string[] };
  readonly celery: { readonly queues: CeleryQueues; readonly flags: readonly string[] };
  /** Redirects of micro-frontends that changed their path. */
  readonly mfeRedirects: Readonly<Record<string, string>>;
}
