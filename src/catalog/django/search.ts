import { secret } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";

/** Indexes of one deployment start with this, so that a shared server can tell them apart. */
export const indexPrefix = ({ deployment, stage }: Context): string => `${deployment}_${stage}_`;

/** Search by Meilisearch. Browsers of authors ask it too, at its public address. */
export const search = (context: Context): Contribution => ({
  source: "catalog: search",
  values: {
    MEILISEARCH_ENABLED: true,
    MEILISEARCH_URL: `http://${context.stores.search.host}:${context.stores.search.port}`,
    MEILISEARCH_PUBLIC_URL: addressOf(context, "search"),
    MEILISEARCH_INDEX_PREFIX: indexPrefix(context),
    MEILISEARCH_API_KEY: secret("search/api-key"),
    FEATURES: {
      ENABLE_COURSEWARE_SEARCH: true,
      ENABLE_DASHBOARD_SEARCH: true,
      ENABLE_COURSE_DISCOVERY: true,
    },
  },
});
