import type { Tree } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { hostsOf } from "../edxapp/hosts.ts";
import type { Variant } from "../edxapp/variant.ts";
import { AFTER_UPSTREAM } from "../python/python.ts";

/** What the upstream module would overwrite after it has read the file; our own module sets it afterwards. */
export const afterUpstream = (variant: Variant, context: Context): Contribution => {
  const values: Record<string, Tree> = {
    ALLOWED_HOSTS: [...hostsOf(variant, context).map(({ host }) => host), variant],
    SEARCH_ENGINE: "search.meilisearch.MeilisearchEngine",
    // Services talk to the LMS inside the namespace, where there is no TLS and only they can reach it.
    ...(variant === "lms" ? { OAUTH_ENFORCE_SECURE: false } : {}),
    // Without https a browser drops a cookie that says `None`, and nobody could log in.
    SESSION_COOKIE_SAMESITE: context.settings.edge.https ? "None" : "Lax",
  };
  return { source: "catalog: after upstream", values: { [AFTER_UPSTREAM]: values } };
};
