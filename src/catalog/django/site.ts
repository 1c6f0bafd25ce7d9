import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";
import { staticHost } from "../edxapp/hosts.ts";
import { VARIANTS, type Variant } from "../edxapp/variant.ts";
import { WEB_PORT } from "../openedxImage.ts";

/** Names, hosts and addresses of the site. */
export const site = (variant: Variant, context: Context): Contribution => {
  const { site, edge } = context.settings;
  return {
    source: "catalog: site",
    values: {
      PLATFORM_NAME: site.name,
      SITE_NAME: edge[VARIANTS[variant].host],
      LANGUAGE_CODE: site.language,
      LMS_BASE: edge.domain,
      CMS_BASE: edge.studio,
      LMS_ROOT_URL: addressOf(context, "domain"),
      // Around the gateway, which may not know itself under its public name.
      LMS_INTERNAL_ROOT_URL: `http://${context.hostOf("lms")}:${WEB_PORT}`,
      CMS_ROOT_URL: addressOf(context, "studio"),
      HTTPS: edge.https ? "on" : "off",
      // Both put the rest of the path behind it: Studio has a folder of its own below.
      ...(staticHost(context.settings) ? { STATIC_URL_BASE: `${addressOf(context, "static")}/static/` } : {}),
      LOGGING_ENV: `${context.deployment}-${context.stage}`,
      CONTACT_MAILING_ADDRESS: `${site.name} - ${addressOf(context, "domain")}`,
    },
  };
};
