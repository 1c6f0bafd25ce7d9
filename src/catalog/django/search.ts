import { urlOf } from "../addresses.ts";
import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";
import type { Variant } from "../edxapp/variant.ts";
import { searchKeyOf } from "../logins.ts";
import { SEARCH_KEY_UID } from "../python/python.ts";
import { searchKeyUid } from "../stores/shared.ts";

/** Indexes of one deployment start with this, so that a shared server can tell them apart. */
export const indexPrefix = ({ deployment, stage }: Context): string => `${deployment}_${stage}_`;

/** Where browsers of authors ask. A server of ours has a host of the deployment. */
function publicUrl(context: Context): string {
  const { search } = context.settings.stores;
  if (search.driver === "meilisearch") return addressOf(context, "search");
  const { public: host } = search.driver === "shared" ? (context.shared.search ?? {}) : search;
  return host ? `https://${host}` : urlOf(context.stores.search);
}

/** On a server of many the key is not one that may ask what it is called. */
function keyUid(context: Context): Readonly<Record<string, string>> {
  const { search } = context.settings.stores;
  return search.driver === "shared" ? { [SEARCH_KEY_UID]: searchKeyUid(context, search.generation) } : {};
}

/** The LMS searches, Studio fills the indexes. */
const FEATURES: Readonly<Record<Variant, readonly string[]>> = {
  lms: ["ENABLE_COURSEWARE_SEARCH", "ENABLE_DASHBOARD_SEARCH", "ENABLE_COURSE_DISCOVERY"],
  cms: ["ENABLE_COURSEWARE_INDEX", "ENABLE_LIBRARY_INDEX"],
};

/** Search by Meilisearch. Browsers of authors ask it too, at its public address. */
export const search = (variant: Variant, context: Context): Contribution => ({
  source: "catalog: search",
  values: {
    MEILISEARCH_ENABLED: true,
    MEILISEARCH_URL: urlOf(context.stores.search),
    MEILISEARCH_PUBLIC_URL: publicUrl(context),
    MEILISEARCH_INDEX_PREFIX: indexPrefix(context),
    MEILISEARCH_API_KEY: searchKeyOf(context.settings),
    ...keyUid(context),
    FEATURES: Object.fromEntries(FEATURES[variant].map((name) => [name, true])),
  },
});
