import { secret } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";

/** Keys that sign sessions and tokens. From Redwood on nobody can log in without a complete private key. */
export const tokens = (context: Context): Contribution => {
  const issuer = `${addressOf(context, "domain")}/oauth2`;
  return {
    source: "catalog: tokens",
    values: {
      SECRET_KEY: secret("openedx/secret-key"),
      OAUTH_OIDC_ISSUER: issuer,
      JWT_AUTH: {
        JWT_ISSUER: issuer,
        JWT_AUDIENCE: "openedx",
        JWT_SECRET_KEY: secret("jwt/shared-key"),
        JWT_PRIVATE_SIGNING_JWK: secret("jwt/private-jwk"),
        JWT_PUBLIC_SIGNING_JWK_SET: secret("jwt/public-jwk-set"),
        JWT_ISSUERS: [{ ISSUER: issuer, AUDIENCE: "openedx", SECRET_KEY: secret("jwt/shared-key") }],
      },
    },
  };
};
