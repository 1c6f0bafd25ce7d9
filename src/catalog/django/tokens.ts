import { secret, type Tree } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";

/** Who issues tokens: the LMS, by its public address. */
export const issuerOf = (context: Context): string => `${addressOf(context, "domain")}/oauth2`;

/** What a service needs to believe a token of the LMS. */
export const verification = (context: Context): Readonly<Record<string, Tree>> => ({
  JWT_ISSUER: issuerOf(context),
  JWT_AUDIENCE: "openedx",
  JWT_SECRET_KEY: secret("jwt/shared-key"),
  JWT_PUBLIC_SIGNING_JWK_SET: secret("jwt/public-jwk-set"),
  JWT_ISSUERS: [{ ISSUER: issuerOf(context), AUDIENCE: "openedx", SECRET_KEY: secret("jwt/shared-key") }],
});

/** Keys that sign sessions and tokens. From Redwood on nobody can log in without a complete private key. */
export const tokens = (context: Context): Contribution => {
  const issuer = issuerOf(context);
  return {
    source: "catalog: tokens",
    values: {
      SECRET_KEY: secret("openedx/secret-key"),
      FERNET_KEYS: [secret("openedx/fernet-key")],
      RETIRED_USER_SALTS: [secret("openedx/retirement-salt")],
      PROFILE_IMAGE_HASH_SEED: secret("openedx/profile-image-seed"),
      OAUTH_OIDC_ISSUER: issuer,
      JWT_AUTH: {
        ...verification(context),
        JWT_PRIVATE_SIGNING_JWK: secret("jwt/private-jwk"),
      },
    },
  };
};
