import type { OAuthProvider } from "../../settings/sections/identity.ts";
import type { Tree } from "../../vocabulary/late.ts";

type Kind = OAuthProvider["kind"];
type Of<Name extends Kind> = Extract<OAuthProvider, { readonly kind: Name }>;

/** A class of Python Social Auth, and what it wants to know beside the client. */
interface Backend<Name extends Kind> {
  /** The name that the class has. Accounts are linked by it. */
  readonly name: (provider: Of<Name>) => string;
  readonly class: (provider: Of<Name>) => string;
  readonly settings: (provider: Of<Name>) => Readonly<Record<string, Tree>>;
}

const TABLE: { readonly [Name in Kind]: Backend<Name> } = {
  oidc: {
    name: () => "oidc",
    class: () => "social_core.backends.open_id_connect.OpenIdConnectAuth",
    settings: ({ issuer, usernameClaim }) => ({
      OIDC_ENDPOINT: issuer.replace(/\/+$/, ""),
      USERNAME_KEY: usernameClaim,
    }),
  },
  google: {
    name: () => "google-oauth2",
    class: () => "social_core.backends.google.GoogleOAuth2",
    settings: ({ domains }) => (domains.length > 0 ? { WHITELISTED_DOMAINS: domains } : {}),
  },
  microsoft: {
    name: () => "azuread-v2-tenant-oauth2",
    class: () => "social_core.backends.azuread_tenant.AzureADV2TenantOAuth2",
    settings: ({ tenant }) => ({ TENANT_ID: tenant }),
  },
  other: {
    name: ({ backend }) => backend,
    class: (provider) => provider.class,
    settings: ({ settings }) => settings as Readonly<Record<string, Tree>>,
  },
};

const of = (provider: OAuthProvider): Backend<Kind> => TABLE[provider.kind] as Backend<Kind>;

export const backendName = (provider: OAuthProvider): string => of(provider).name(provider as never);
export const backendClass = (provider: OAuthProvider): string => of(provider).class(provider as never);
export const backendSettings = (provider: OAuthProvider): Readonly<Record<string, Tree>> =>
  of(provider).settings(provider as never);

/** What every release loads by itself. Said in full, because whoever says more says it all; an unused one harms nobody. */
export const UPSTREAM_BACKENDS = [
  "social_core.backends.google.GoogleOAuth2",
  "social_core.backends.linkedin.LinkedinOAuth2",
  "social_core.backends.facebook.FacebookOAuth2",
  "social_core.backends.azuread.AzureADOAuth2",
  "common.djangoapps.third_party_auth.appleid.AppleIdAuth",
  "common.djangoapps.third_party_auth.identityserver3.IdentityServer3",
  "common.djangoapps.third_party_auth.saml.SAMLAuthBackend",
  "common.djangoapps.third_party_auth.lti.LTIAuthBackend",
] as const;
