import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";

/** Discussions, from inside the platform. They are kept in MySQL, and found by the search server. */
export const discussions = ({ release }: Context): Contribution => ({
  source: "catalog: discussions",
  values:
    release.dialect.forum.runs === "lms"
      ? {
          FORUM_SEARCH_BACKEND: "forum.search.meilisearch.MeilisearchBackend",
          FEATURES: { ENABLE_DISCUSSION_SERVICE: true },
        }
      : { FEATURES: { ENABLE_DISCUSSION_SERVICE: false } },
});
