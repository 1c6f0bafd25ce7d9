import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";

/** Names, hosts and addresses of the site. */
export const site = (context: Context): Contribution => {
  const { site, edge } = context.settings;
  return {
    source: "catalog: site",
    values: {
      PLATFORM_NAME: site.name,
      SITE_NAME: edge.domain,
      LANGUAGE_CODE: site.language,
      LMS_BASE: edge.domain,
      CMS_BASE: edge.studio,
      LMS_ROOT_URL: addressOf(context, "domain"),
      CMS_ROOT_URL: addressOf(context, "studio"),
      HTTPS: edge.https ? "on" : "off",
      LOGGING_ENV: `${context.deployment}-${context.stage}`,
      CONTACT_MAILING_ADDRESS: `${site.name} - ${addressOf(context, "domain")}`,
    },
  };
};
