import type { Tree } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import type { Variant } from "./variant.ts";

/** What both have to agree on: Studio offers what the LMS then shows. */
const BOTH: Readonly<Record<string, Tree>> = {
  CERTIFICATES_HTML_VIEW: true,
  ENABLE_PREREQUISITE_COURSES: true,
  MILESTONES_APP: true,
  PREVENT_CONCURRENT_LOGINS: false,
};

const LMS: Readonly<Record<string, Tree>> = {
  ENABLE_GRADE_DOWNLOADS: true,
  ENABLE_MOBILE_REST_API: true,
  ENABLE_THIRD_PARTY_AUTH: true,
  // The links of the footer lead to the apps of edX.
  ENABLE_FOOTER_MOBILE_APP_LINKS: false,
};

/** What a site has that upstream leaves off, or the other way round. */
export const features = (variant: Variant, { release, settings }: Context): Contribution => ({
  source: "catalog: features",
  values: {
    FEATURES: {
      ...BOTH,
      ...(variant === "lms" ? LMS : {}),
      // Studio leads authors there, and the LMS shows there what is not published.
      ...(release.dialect.previewHost ? { PREVIEW_LMS_BASE: settings.edge.preview } : {}),
      ...(variant === "lms" && release.dialect.oauthProviderToggle ? { ENABLE_OAUTH2_PROVIDER: true } : {}),
    },
    ENABLE_COMPREHENSIVE_THEMING: true,
    ...(settings.site.theme ? { DEFAULT_SITE_THEME: settings.site.theme } : {}),
  },
});
