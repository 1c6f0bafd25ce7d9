import {
  ATTRIBUTES,
  type Identity,
  isSaml,
  type KnownAttribute,
  NAME_ID,
  type OAuthProvider,
  type Provider,
  providersOf,
  type SamlProvider,
} from "../../settings/sections/identity.ts";
import { secondsOf } from "../../settings/shapes.ts";
import type { Tree } from "../../vocabulary/late.ts";
import { addressOf, type Context } from "../context.ts";
import { backendName, backendSettings } from "./backends.ts";

/** Tables of `third_party_auth`. The first is this deployment itself, for those of the second. */
export const PROVIDER_MODELS = ["SAMLConfiguration", "SAMLProviderConfig", "OAuth2ProviderConfig"] as const;

/** One row of a table whose newest row of each key counts. */
export interface ProviderRow {
  readonly model: (typeof PROVIDER_MODELS)[number];
  /** What tells it from other rows of the table, within the site. */
  readonly key: Readonly<Record<string, string>>;
  /** The slug whose accounts are linked by this one from now on. */
  readonly formerly?: string;
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** Columns that hold JSON as text: compared by what they say. */
  readonly json: Readonly<Record<string, Tree>>;
}

const metadataOf = (context: Context): string => `${addressOf(context, "domain")}/auth/saml/metadata.xml`;

/** This deployment as its identity providers know it. */
const entityIdOf = (context: Context): string =>
  context.settings.identity?.saml.entityId ?? metadataOf(context);

const SHA256 = {
  signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
};

const WEEK = 604_800;

/** The keys are not in it: the platform takes them from its settings where the row has none. */
function serviceProvider(context: Context, said: Identity["saml"]): ProviderRow {
  const { site } = context.settings;
  const { organization = site.name, signRequests, wantSigned } = said;
  const contact = { givenName: site.name, emailAddress: site.contact };
  return {
    model: "SAMLConfiguration",
    key: { slug: "default" },
    values: {
      enabled: true,
      entity_id: entityIdOf(context),
      private_key: "",
      public_key: "",
      is_public: false,
    },
    json: {
      org_info_str: {
        "en-US": { url: addressOf(context, "domain"), displayname: organization, name: context.deployment },
      },
      other_config_str: {
        SECURITY_CONFIG: {
          metadataCacheDuration: WEEK,
          signMetadata: false,
          authnRequestsSigned: signRequests,
          wantMessagesSigned: wantSigned === "response" || wantSigned === "both",
          wantAssertionsSigned: wantSigned === "assertion" || wantSigned === "both",
          ...SHA256,
        },
        TECHNICAL_CONTACT: contact,
        SUPPORT_CONTACT: contact,
      },
    },
  };
}

const common = (provider: Provider): ProviderRow["values"] => ({
  enabled: provider.enabled,
  name: provider.name,
  visible: provider.visible,
  secondary: provider.secondary,
  icon_class: provider.icon,
  skip_registration_form: !provider.askDetails,
  skip_email_verification: !provider.confirmMail,
  send_to_registration_first: true,
  sync_learner_profile_data: provider.syncProfile,
  max_session_length: provider.sessionLength ? secondsOf(provider.sessionLength) : null,
});

const attributeName = (written: string): string =>
  written === NAME_ID ? "name_id" : (ATTRIBUTES[written as KnownAttribute] ?? written);

const samlRow = (provider: SamlProvider): ProviderRow => ({
  model: "SAMLProviderConfig",
  key: { slug: provider.slug },
  ...(provider.formerly === undefined ? {} : { formerly: provider.formerly }),
  values: {
    ...common(provider),
    backend_name: "tpa-saml",
    entity_id: provider.entityId,
    metadata_source: provider.metadata,
    attr_user_permanent_id: attributeName(provider.attributes.id),
    attr_username: attributeName(provider.attributes.username),
    attr_email: attributeName(provider.attributes.mail),
    attr_full_name: attributeName(provider.attributes.fullName),
    attr_first_name: attributeName(provider.attributes.firstName),
    attr_last_name: attributeName(provider.attributes.lastName),
    automatic_refresh_enabled: true,
    archived: false,
    debug_mode: provider.debug,
    // None: whichever is the newest row of this deployment. One that is named grows old with the next.
    saml_configuration: null,
  },
  json: {
    other_settings:
      provider.entitlements.length > 0 ? { requiredEntitlements: [...provider.entitlements] } : {},
  },
});

const oauthRow = (provider: OAuthProvider): ProviderRow => ({
  model: "OAuth2ProviderConfig",
  key: { backend_name: backendName(provider) },
  values: {
    ...common(provider),
    slug: backendName(provider).slice(0, 30),
    key: provider.clientId,
    // None: it is looked up in the settings then, and no dump of the database has it.
    secret: "",
  },
  json: { other_settings: backendSettings(provider) },
});

/** What has to stand in the tables of the LMS, the deployment itself before whoever refers to it. */
export const providerRows = (context: Context): readonly ProviderRow[] => {
  const { identity } = context.settings;
  const providers = providersOf(context.settings);
  return [
    ...(identity && providers.some(isSaml) ? [serviceProvider(context, identity.saml)] : []),
    ...providers.map((one) => (isSaml(one) ? samlRow(one) : oauthRow(one))),
  ];
};
