import type { Tree } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import { addressOf, type Context, hasSite } from "../context.ts";

type Values = Readonly<Record<string, Tree>>;

/** What others have to know of one micro-frontend. `at` is its own address, without a slash at the end. */
interface Told {
  /** Settings of the LMS. */
  readonly lms?: (at: string, context: Context) => Values;
  /** Settings of Studio. */
  readonly cms?: (at: string) => Values;
  /** What other micro-frontends are told of it. */
  readonly others?: (at: string, context: Context) => Values;
}

/** One row a micro-frontend. One that a deployment does not have leaves no link anywhere. */
const TOLD: Readonly<Record<string, Told>> = {
  account: {
    lms: (at) => ({ ACCOUNT_MICROFRONTEND_URL: `${at}/` }),
    others: (at) => ({ ACCOUNT_SETTINGS_URL: `${at}/` }),
  },
  "admin-console": { others: (at) => ({ ADMIN_CONSOLE_URL: at }) },
  authn: {
    lms: (at) => ({
      AUTHN_MICROFRONTEND_URL: at,
      AUTHN_MICROFRONTEND_DOMAIN: withoutScheme(at),
      FEATURES: { ENABLE_AUTHN_MICROFRONTEND: true },
    }),
    others: () => ({ DISABLE_ENTERPRISE_LOGIN: true }),
  },
  authoring: {
    cms: (at) => ({ COURSE_AUTHORING_MICROFRONTEND_URL: at }),
    others: (at, { release }) => ({
      COURSE_AUTHORING_MICROFRONTEND_URL: at,
      ENABLE_ASSETS_PAGE: "true",
      ENABLE_HOME_PAGE_COURSE_API_V2: "true",
      ENABLE_PROGRESS_GRAPH_SETTINGS: "true",
      ENABLE_TAGGING_TAXONOMY_PAGES: "true",
      MEILISEARCH_ENABLED: String(release.dialect.search.engine === "meilisearch"),
      ...(release.dialect.unitPage ? { ENABLE_UNIT_PAGE: "true" } : {}),
    }),
  },
  catalog: {
    lms: (at) => ({ CATALOG_MICROFRONTEND_URL: at, FEATURES: { ENABLE_CATALOG_MICROFRONTEND: true } }),
  },
  communications: {
    lms: (at) => ({
      COMMUNICATIONS_MICROFRONTEND_URL: at,
      FEATURES: { ENABLE_NEW_BULK_EMAIL_EXPERIENCE: true },
    }),
    others: () => ({ SCHEDULE_EMAIL_SECTION: true }),
  },
  discussions: {
    lms: (at) => ({ DISCUSSIONS_MICROFRONTEND_URL: at, DISCUSSIONS_MFE_FEEDBACK_URL: null }),
    others: (at) => ({ DISCUSSIONS_MFE_BASE_URL: at }),
  },
  gradebook: { lms: (at) => ({ WRITABLE_GRADEBOOK_URL: at }) },
  instructor: { lms: (at) => ({ INSTRUCTOR_MICROFRONTEND_URL: at }) },
  "learner-dashboard": {
    lms: (at, { release }) => ({
      LEARNER_HOME_MICROFRONTEND_URL: `${at}/`,
      ...(release.dialect.learnerHomePercentage ? { LEARNER_HOME_MFE_REDIRECT_PERCENTAGE: 100 } : {}),
    }),
  },
  "learner-record": {
    others: (at) => ({ ENABLE_LEARNER_RECORD_MFE: true, LEARNER_RECORD_MFE_BASE_URL: `${at}/` }),
  },
  learning: {
    lms: (at) => ({ LEARNING_MICROFRONTEND_URL: at }),
    others: (at) => ({ LEARNING_BASE_URL: at }),
  },
  "ora-grading": { lms: (at) => ({ ORA_GRADING_MICROFRONTEND_URL: at }) },
  orders: {
    lms: (at) => ({ ORDER_HISTORY_MICROFRONTEND_URL: `${at}/orders` }),
    others: (at) => ({ ORDER_HISTORY_URL: `${at}/orders` }),
  },
  profile: {
    lms: (at) => ({ PROFILE_MICROFRONTEND_URL: `${at}/u/` }),
    others: (at) => ({ ACCOUNT_PROFILE_URL: at }),
  },
};

const withoutScheme = (address: string) => address.replace(/^https?:\/\//, "");

/** The rows of those that this deployment has, with their addresses. */
const toldHere = (context: Context) =>
  context.microFrontends.flatMap(({ name, path }) => {
    const told = TOLD[name];
    return told ? [{ ...told, at: `${addressOf(context, "apps")}/${path}` }] : [];
  });

/** What the LMS knows of the micro-frontends, and what it tells each that asks. */
export function settingsOfLms(context: Context): Contribution {
  const here = toldHere(context);
  const links = here.map(({ lms, at }) => lms?.(at, context) ?? {});
  const values: Record<string, Tree> = {
    ENABLE_MFE_CONFIG_API: true,
    // Of what the pages are part of, nothing may be old: a cache that outlives a change leads to pages that are gone.
    MFE_CONFIG_API_CACHE_TIMEOUT: 1,
    MFE_CONFIG: Object.assign(
      {},
      common(context),
      ...here.map(({ others, at }) => others?.(at, context) ?? {}),
    ),
    ...(context.release.dialect.frontendSite ? { FRONTEND_SITE_CONFIG: siteConfiguration(context) } : {}),
    ...(hasSite(context) && !context.has("instructor")
      ? { INSTRUCTOR_MICROFRONTEND_URL: `${addressOf(context, "apps")}/instructor-dashboard` }
      : {}),
    ...Object.assign({}, ...links),
    FEATURES: Object.assign({}, ...links.map(({ FEATURES = {} }) => FEATURES)),
  };
  return { source: "catalog: micro-frontends", values };
}

export const settingsOfStudio = (context: Context): Contribution => ({
  source: "catalog: micro-frontends",
  values: Object.assign({}, ...toldHere(context).map(({ cms, at }) => cms?.(at) ?? {})),
});

/** Where a flag leads to the profile, the site has to say so too. */
export const siteValues = ({ release, has }: Context): Values =>
  has("profile") && release.waffle.some(({ of }) => of === "profile")
    ? { ENABLE_PROFILE_MICROFRONTEND: true }
    : {};

/** What every micro-frontend is part of. */
function common(context: Context): Values {
  const { site, edge } = context.settings;
  const lms = addressOf(context, "domain");
  const logo = `${lms}/theming/asset/images/logo.png`;
  return {
    ACCESS_TOKEN_COOKIE_NAME: "edx-jwt-cookie-header-payload",
    BASE_URL: edge.apps,
    CREDENTIALS_BASE_URL: "",
    CSRF_TOKEN_API_PATH: "/csrf/api/v1/token",
    DISCOVERY_API_BASE_URL: "",
    // The theme's own, if it has one: `/favicon.ico` is always the platform's.
    FAVICON_URL: `${lms}/theming/asset/images/favicon.ico`,
    INFO_EMAIL: site.contact,
    LANGUAGE_PREFERENCE_COOKIE_NAME: "openedx-language-preference",
    LMS_BASE_URL: lms,
    LOGIN_URL: `${lms}/login`,
    LOGOUT_URL: `${lms}/logout`,
    LOGO_TRADEMARK_URL: logo,
    LOGO_URL: logo,
    LOGO_WHITE_URL: logo,
    MARKETING_SITE_BASE_URL: lms,
    PASSWORD_RESET_SUPPORT_LINK: `mailto:${site.contact}`,
    REFRESH_ACCESS_TOKEN_ENDPOINT: `${lms}/login_refresh`,
    SITE_NAME: site.name,
    STUDIO_BASE_URL: addressOf(context, "studio"),
    USER_INFO_COOKIE_NAME: "user-info",
  };
}

/** The same for the one site that newer applications are part of, in its own words. */
function siteConfiguration(context: Context): Tree {
  const lms = addressOf(context, "domain");
  const apps = addressOf(context, "apps");
  const linked = context.microFrontends.filter(({ name }) => name === "account" || name === "profile");
  return {
    baseUrl: apps,
    cmsBaseUrl: addressOf(context, "studio"),
    lmsBaseUrl: lms,
    loginUrl: `${lms}/login`,
    logoutUrl: `${lms}/logout`,
    externalRoutes: [
      { role: "org.openedx.frontend.role.logout", url: `${lms}/logout` },
      ...linked.map(({ name, path }) => ({
        role: `org.openedx.frontend.role.${name}`,
        url: `${apps}/${path}/`,
      })),
    ],
    commonAppConfig: context.has("authn") ? { DISABLE_ENTERPRISE_LOGIN: true } : {},
  };
}
