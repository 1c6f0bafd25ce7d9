import * as z from "zod";
import { destination, duration, line, type Settled, secret, text } from "../shapes.ts";

/** What the accounts of learners are linked by: upstream keeps `slug:who` of each. */
export const slug = text(
  "slug",
  /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/,
  "This is not a slug. Write small letters, digits and hyphens, at most 30, with a letter first: campus.",
);

const shownName = line.max(50, {
  error: "The platform keeps no more than 50 characters of it. Write a shorter one.",
});

const secureAddress = text(
  "https address",
  /^https:\/\/[a-z0-9][a-z0-9.-]{0,200}(?::[0-9]{2,5})?(?:\/[^\s"'<>\\^`{|}]{0,200})?$/,
  "This is not a secure address. Write one such as https://login.example.edu/realms/campus.",
)
  .max(255, { error: "The platform keeps no more than 255 characters of it." })
  .refine((written) => URL.canParse(written), {
    error: "This is not an address: its port is none. Write one such as https://login.example.edu/metadata.",
  });

const common = {
  name: shownName.describe("What the button on the login page says."),
  enabled: z
    .boolean()
    .default(true)
    .describe("`false`: nobody logs in by it, and the accounts that are linked to it stay linked."),
  visible: z
    .boolean()
    .default(true)
    .describe("Whether it has a button. Without one only whoever has the address gets to it."),
  secondary: z
    .boolean()
    .default(false)
    .describe("Stands in the list of institutions instead of having a button of its own."),
  icon: text(
    "icon",
    /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
    "This is not an icon. Write its class in Font Awesome: fa-university.",
  )
    .default("fa-university")
    .describe("Class of Font Awesome on the button."),
  askDetails: z
    .boolean()
    .default(false)
    .describe("Shows newcomers the form of registration, filled with what the provider says of them."),
  confirmMail: z
    .boolean()
    .default(false)
    .describe(
      "Whether newcomers have to confirm their address. Only a provider that has checked it itself may do without.",
    ),
  syncProfile: z
    .boolean()
    .default(false)
    .describe("Takes name and address from the provider at each login, and not only at the first."),
  sessionLength: duration
    .optional()
    .describe("Longest session of whoever logs in by it. Default: that of the platform."),
  networks: z
    .array(destination)
    .min(1, { error: "Name at least one network, or leave this out." })
    .default(["internet"])
    .describe(
      "Networks behind which its servers answer: of SAML those with the metadata, of OAuth those that give tokens. Of one on a network of your own, name that. Default: every public address.",
    ),
};

/** Attributes that providers of universities send, by the names that people know them by. */
export const ATTRIBUTES = {
  eduPersonPrincipalName: "urn:oid:1.3.6.1.4.1.5923.1.1.1.6",
  eduPersonUniqueId: "urn:oid:1.3.6.1.4.1.5923.1.1.1.13",
  eduPersonTargetedId: "urn:oid:1.3.6.1.4.1.5923.1.1.1.10",
  subjectId: "urn:oasis:names:tc:SAML:attribute:subject-id",
  pairwiseId: "urn:oasis:names:tc:SAML:attribute:pairwise-id",
  uid: "urn:oid:0.9.2342.19200300.100.1.1",
  mail: "urn:oid:0.9.2342.19200300.100.1.3",
  displayName: "urn:oid:2.16.840.1.113730.3.1.241",
  commonName: "urn:oid:2.5.4.3",
  givenName: "urn:oid:2.5.4.42",
  surname: "urn:oid:2.5.4.4",
} as const;
export type KnownAttribute = keyof typeof ATTRIBUTES;

/** The subject of the assertion itself. The platform calls it so. */
export const NAME_ID = "nameId";

const known = z.enum(Object.keys(ATTRIBUTES) as [KnownAttribute, ...KnownAttribute[]]);
const named = text(
  "name of an attribute",
  /^(?:urn:[A-Za-z0-9][A-Za-z0-9-]{0,30}:[^\s]{1,90}|https?:\/\/[^\s]{1,110})$/,
  "This is not an attribute. Write its OID (urn:oid:2.5.4.3), its address, or one of the names that are known: mail.",
);
const attribute = z.union([known, named]);

const attributes = z.strictObject({
  id: z
    .union([known, named, z.literal(NAME_ID)])
    .describe(
      "What tells people apart, for ever: accounts are linked by it. `uid` and addresses are given to somebody else one day; `pairwiseId`, `subjectId` and `eduPersonUniqueId` are not. `nameId`: the subject of the assertion, where that is persistent.",
    ),
  username: attribute.default("eduPersonPrincipalName").describe("What the name of the account is made of."),
  mail: attribute.default("mail").describe("Address of the person."),
  fullName: attribute.default("displayName").describe("Name of the person."),
  firstName: attribute.default("givenName").describe("First name."),
  lastName: attribute.default("surname").describe("Family name."),
});

const samlProvider = z.strictObject({
  kind: z.literal("saml").describe("SAML 2.0: Shibboleth, SimpleSAMLphp, AD FS, a federation."),
  slug: slug.describe(
    "Its name in addresses, and what accounts are linked by. It stays as it is: another one is another provider.",
  ),
  formerly: slug
    .optional()
    .describe(
      "Slug that it had before. Accounts that are linked by that one are linked by this one from the next update on.",
    ),
  ...common,
  entityId: line
    .max(255, { error: "The platform keeps no more than 255 characters of it." })
    .describe("Entity id of the provider, exactly as its metadata say it."),
  metadata: secureAddress.describe(
    "Where its metadata are. They are fetched with the update, and every six hours.",
  ),
  attributes: attributes.describe("Which attribute says what, by OID or by name."),
  entitlements: z
    .array(line)
    .default([])
    .describe("Values of eduPersonEntitlement. Who has none of them is not let in. Default: everybody is."),
  debug: z
    .boolean()
    .default(false)
    .describe(
      "Writes every request and answer into the log, with all that they say of people. For an hour, not for good.",
    ),
});

const client = {
  clientId: line.describe("Client id of this deployment with the provider."),
  clientSecret: secret().describe("Its secret. It is read from the settings, and stands in no table."),
};

const oidc = z.strictObject({
  kind: z.literal("oidc").describe("OpenID Connect: Keycloak, Authentik, Entra ID and most others."),
  ...common,
  ...client,
  issuer: secureAddress.describe(
    "Issuer. What it can do stands below it at `/.well-known/openid-configuration`.",
  ),
  usernameClaim: line.default("preferred_username").describe("Claim that names of accounts are made of."),
});

const google = z.strictObject({
  kind: z.literal("google").describe("Google, or Workspace."),
  ...common,
  ...client,
  domains: z
    .array(line)
    .default([])
    .describe("Domains of Workspace whose people are let in. Default: everybody with an account."),
});

const microsoft = z.strictObject({
  kind: z.literal("microsoft").describe("Microsoft Entra ID, one tenant."),
  ...common,
  ...client,
  tenant: line.describe("Id of the tenant."),
});

const other = z.strictObject({
  kind: z
    .literal("other")
    .describe("A backend of Python Social Auth that the image has, or that you have added to it."),
  ...common,
  ...client,
  backend: text(
    "name of a backend",
    /^[a-z][a-z0-9-]{1,48}[a-z0-9]$/,
    "This is not the name of a backend. Write the one that its class has: okta-openidconnect.",
  ).describe("Name of the backend, as its class says it."),
  class: text(
    "class in Python",
    /^[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+\.[A-Z][A-Za-z0-9]*$/,
    "This is not a class. Write it with its module: social_core.backends.orcid.ORCIDOAuth2.",
  ).describe("Its class, with the module. One that cannot be loaded stops the LMS."),
  settings: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, { error: "Its settings are in capitals." }), z.unknown())
    .default({})
    .describe("What else the backend wants to know: `API_URL`. Not for secrets: it stands in a table."),
});

const provider = z.discriminatedUnion("kind", [samlProvider, oidc, google, microsoft, other]);
export type Provider = Settled<typeof provider>;
export type SamlProvider = Settled<typeof samlProvider>;
export type OAuthProvider = Exclude<Provider, SamlProvider>;

export const isSaml = (one: Provider): one is SamlProvider => one.kind === "saml";
export const isOAuth = (one: Provider): one is OAuthProvider => one.kind !== "saml";

/** The providers of some settings. */
export const providersOf = ({
  identity,
}: {
  readonly identity?: Identity | undefined;
}): readonly Provider[] => identity?.providers ?? [];

/** What the platform tells providers apart by. */
const keyOf = (one: z.output<typeof provider>): readonly [key: string, value: string, path: string] => {
  if (one.kind === "saml") return ["slug", one.slug, "slug"];
  return one.kind === "other" ? ["backend", one.backend, "backend"] : ["kind", one.kind, "kind"];
};

function refuseTwins(providers: readonly z.output<typeof provider>[], context: z.RefinementCtx): void {
  const refuse = (index: number, path: string, message: string) =>
    context.addIssue({ code: "custom", path: [index, path], message });
  for (const [index, one] of providers.entries()) {
    const [key, value, path] = keyOf(one);
    const first = providers.findIndex((other) => keyOf(other)[0] === key && keyOf(other)[1] === value);
    if (first < index) {
      const why = key === "slug" ? "" : " The platform knows one account of each kind.";
      refuse(index, path, `There is a provider of this ${key} already.${why}`);
    }
    if (one.kind !== "saml") continue;
    const twin = providers.findIndex((other) => other.kind === "saml" && other.entityId === one.entityId);
    if (twin < index) refuse(index, "entityId", "This provider stands in the list already.");
    const successor = providers.some((other) => other.kind === "saml" && other.slug === one.formerly);
    if (successor)
      refuse(index, "formerly", "A provider of this slug is in the list: its accounts are its own.");
  }
}

const serviceProvider = z
  .strictObject({
    entityId: line
      .max(255, { error: "The platform keeps no more than 255 characters of it." })
      .optional()
      .describe(
        "Entity id of this deployment. Providers know it by it: it stays as it is. Default: the address of its metadata.",
      ),
    organization: line.optional().describe("Who runs it, in its metadata. Default: `site.name`."),
    signRequests: z.boolean().default(true).describe("Signs what it asks of providers, by its own key."),
    wantSigned: z
      .enum(["either", "response", "assertion", "both"])
      .default("either")
      .describe(
        "What of an answer has to be signed. An answer without any signature is refused in any case.",
      ),
  })
  .describe("This deployment as SAML knows it: a service provider.");

/** Who else may say who somebody is. */
export const identity = z
  .strictObject({
    saml: serviceProvider.prefault({}),
    providers: z
      .array(provider)
      .superRefine(refuseTwins)
      .default([])
      .describe(
        "Providers of identities. The login page sorts them by name. One that leaves the list is turned off, and accounts stay linked to it.",
      ),
  })
  .describe(
    "Logging in by an identity provider: SAML, OpenID Connect, OAuth 2. Without this section accounts are local.",
  );
export type Identity = Settled<typeof identity>;
