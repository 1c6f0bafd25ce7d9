import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";
import { VARIANTS, type Variant } from "../edxapp/variant.ts";

/** Both are asked below one domain: a session of Studio is none of the LMS. */
const SESSIONS: Readonly<Record<Variant, string>> = { lms: "sessionid", cms: "studio-sessionid" };

/** Name of the cookie by which each of the two knows who is logged in. */
export const sessionCookie = (variant: Variant, { deployment, stage }: Context): string =>
  `${SESSIONS[variant]}-${deployment}-${stage}`;

/** Cookies, origins and framing: what a browser has to believe so that Studio and the micro-frontends can call the LMS. */
export const browser = (variant: Variant, context: Context): Contribution => {
  const { edge } = context.settings;
  const origins = [addressOf(context, "domain"), addressOf(context, "studio"), addressOf(context, "apps")];
  return {
    source: "catalog: browser",
    values: {
      SESSION_COOKIE_DOMAIN: edge[VARIANTS[variant].host],
      // Browsers keep cookies by name and domain: a stack may not take the session of another for a broken one of its own.
      SESSION_COOKIE_NAME: sessionCookie(variant, context),
      SESSION_COOKIE_SECURE: edge.https,
      CSRF_COOKIE_SECURE: edge.https,
      LANGUAGE_COOKIE_NAME: "openedx-language-preference",
      CORS_ORIGIN_ALLOW_ALL: false,
      CORS_ALLOW_INSECURE: !edge.https,
      CORS_ORIGIN_WHITELIST: origins,
      LOGIN_REDIRECT_WHITELIST: [edge.studio, edge.apps],
      X_FRAME_OPTIONS: "SAMEORIGIN",
      FEATURES: { ENABLE_CORS_HEADERS: true },
      // Teak and before read the first name, later releases the second; the release says which.
      [context.release.dialect.csrf]: origins,
    },
  };
};
