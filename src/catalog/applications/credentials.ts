import { component, edge } from "../../vocabulary/connection.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import type { SecretNeed } from "../application.ts";
import { addressOf, type Context, publicPort } from "../context.ts";
import { media } from "../django/buckets.ts";
import { valueCache } from "../django/caches.ts";
import { ida } from "../django/ida.ts";
import { mailConnections, mailServer } from "../django/mail.ts";
import { uwsgi } from "../django/server.ts";
import { accountsOf, signOn } from "../django/signOn.ts";
import { verification } from "../django/tokens.ts";
import { WEB_PORT } from "../openedxImage.ts";

const NAME = "credentials";
/** Identifier of the issuer (did:key), which follows from its key. */
export const ISSUER_ID = "credentials/issuer-id";
const manage = (...rest: readonly string[]) => ["python", "manage.py", ...rest];

/** Its one site: everything outside of a request takes row 1 for it. */
const siteOf = (context: Context): readonly string[] => {
  const { site, edge } = context.settings;
  const lms = addressOf(context, "domain");
  return [
    ["--site-id", "1"],
    ["--site-domain", edge.credentials],
    ["--site-name", edge.domain],
    ["--platform-name", site.name],
    ["--company-name", site.name],
    ["--lms-url-root", lms],
    ["--catalog-api-url", `${addressOf(context, "discovery")}/api/v1/`],
    ["--homepage-url", lms],
    ["--tos-url", `${lms}/tos`],
    ["--privacy-policy-url", `${lms}/privacy`],
    ["--certificate-help-url", lms],
    ["--theme-name", "openedx"],
  ].flat();
};

/** Where learners see their records; a release's own pages where the micro-frontend is not there. */
const recordsOf = (context: Context) =>
  context.has("learner-record")
    ? { LEARNER_RECORD_MFE_RECORDS_PAGE_URL: `${addressOf(context, "apps")}/learner-record/` }
    : {};

const logosOf = (context: Context) => {
  const logo = `${addressOf(context, "domain")}/theming/asset/images/logo.png`;
  return Object.fromEntries(
    ["LOGO_URL", "LOGO_WHITE_URL", "LOGO_TRADEMARK_URL"].flatMap((name) =>
      ["", "_PNG", "_SVG"].map((kind) => [name + kind, logo]),
    ),
  );
};

/** Whoever has this key issues credentials in the name of the institution, and whoever loses it can revoke none any more. */
const ISSUER_KEY = "credentials/issuer-key";
const ISSUER_JWK = "credentials/issuer-jwk";
const ISSUER_SECRETS: readonly SecretNeed[] = [
  {
    name: ISSUER_KEY,
    shape: { kind: "ed25519" },
    loss: "irreplaceable",
    lasting: "Credentials that learners have are signed by it, and so is the list of those that are revoked.",
  },
  { name: ISSUER_JWK, shape: { kind: "issuer", of: ISSUER_KEY, form: "jwk" }, loss: "cheap" },
  { name: ISSUER_ID, shape: { kind: "issuer", of: ISSUER_KEY, form: "id" }, loss: "cheap" },
];

const issuerName = ({ settings: { credentials, site } }: Context) =>
  credentials.verifiable?.name ?? site.name;

/** Signed statements for wallets, beside the certificate that is a page. */
function issuing(context: Context): Readonly<Record<string, Tree>> {
  const { verifiable } = context.settings.credentials;
  if (verifiable === undefined) return {};
  return {
    ENABLE_VERIFIABLE_CREDENTIALS: true,
    VERIFIABLE_CREDENTIALS: {
      DEFAULT_ISSUER: { ID: secret(ISSUER_ID), KEY: secret(ISSUER_JWK), NAME: issuerName(context) },
      STATUS_LIST_LENGTH: verifiable.listLength,
    },
  };
}

/** Certificates of courses and programmes, and the records that learners share. It works without workers: it has no queue. */
export const credentials = ida({
  name: NAME,
  group: NAME,
  host: () => NAME,
  upstream: "credentials.settings.production",
  reads: { file: "credentials.yml", variable: "CREDENTIALS_CFG", names: "file" },
  server: uwsgi(NAME),
  health: "/health/",
  writes: ["/openedx/credentials/credentials/media"],
  // Pictures of signatures, which a certificate shows for decades. Its pages are made anew each time, and sign their addresses.
  buckets: { certificates: "write" },
  stores: { cache: "cached values" },
  // What it answers has addresses in it that learners follow.
  publicCallers: { lms: "certificates and grades" },
  calls: (context) => [
    { to: component("lms"), port: WEB_PORT, why: "tokens" },
    { to: edge, port: publicPort(context), why: "names of learners, the catalogue of courses" },
    ...mailConnections(NAME, context.settings.mail).map(({ from: _, ...call }) => ({
      ...call,
      from: [NAME],
    })),
  ],
  ...accountsOf(NAME, ISSUER_SECRETS),
  // Without this row the LMS hands nothing over.
  rows: (context) => ({
    configurations: [
      {
        model: "credentials.CredentialsApiConfig",
        first: {
          enabled: true,
          enable_learner_issuance: true,
          enable_studio_authoring: false,
          cache_ttl: 0,
        },
        always: {
          internal_service_url: addressOf(context, NAME),
          public_service_url: addressOf(context, NAME),
        },
      },
    ],
  }),
  settings: (context) => ({
    ...signOn(NAME, context),
    ...mailServer(context),
    ...media(NAME, "certificates", context, { signed: true, staticFiles: "ManifestStaticFilesStorage" }),
    ...logosOf(context),
    ...recordsOf(context),
    ...issuing(context),
    JWT_AUTH: verification(context),
    // The theme's own, if it has one. Whoever has another says it under `django.credentials`.
    FAVICON_URL: `${addressOf(context, "domain")}/theming/asset/images/favicon.ico`,
    CACHES: { default: valueCache(context, `${NAME}.${context.release.name}`, "has") },
    // Browsers that verify a credential fetch the list of those that are revoked.
    CORS_ORIGIN_WHITELIST: [
      addressOf(context, "apps"),
      ...(context.settings.credentials.portal ? [addressOf(context, "verify")] : []),
    ],
    CSRF_TRUSTED_ORIGINS: [addressOf(context, "apps")],
    CSRF_COOKIE_SECURE: context.settings.edge.https,
    SESSION_COOKIE_SECURE: context.settings.edge.https,
  }),
  prepares: (context) => [
    { name: "credentials-site", command: manage("create_or_update_site", ...siteOf(context)) },
    ...(context.settings.credentials.verifiable
      ? [
          {
            name: "credentials-issuer",
            command: manage("create_default_issuer"),
            works: `${context.versionOf(ISSUER_ID)} ${issuerName(context)}`,
          },
        ]
      : []),
  ],
  // After the discovery has read the courses. What is gone there is not deleted here: it fails, and somebody looks.
  schedules: [
    {
      name: "credentials-catalog",
      cron: "47 6 * * *",
      longest: 2 * 3600,
      command: manage("copy_catalog"),
    },
  ],
  tells: {
    lms: (context) => ({
      source: "catalog: credentials",
      values: {
        CREDENTIALS_INTERNAL_SERVICE_URL: addressOf(context, NAME),
        CREDENTIALS_PUBLIC_SERVICE_URL: addressOf(context, NAME),
        CREDENTIALS_SERVICE_USERNAME: NAME,
        MFE_CONFIG: {
          CREDENTIALS_BASE_URL: addressOf(context, NAME),
          SUPPORT_URL_LEARNER_RECORDS: "",
          ENABLE_VERIFIABLE_CREDENTIALS: context.settings.credentials.verifiable !== undefined,
          SUPPORT_URL_VERIFIABLE_CREDENTIALS: "",
        },
      },
    }),
  },
});
