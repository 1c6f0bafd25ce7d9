import { isOAuth, isSaml, type Provider, providersOf } from "../../settings/sections/identity.ts";
import { type Connection, component, network } from "../../vocabulary/connection.ts";
import { type Content, files, json, text } from "../../vocabulary/content.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import type { FilesByObject, Links, SecretNeed } from "../application.ts";
import type { Contribution } from "../configuration.ts";
import type { ApplicationContext, Context } from "../context.ts";
import { backendClass, backendName, UPSTREAM_BACKENDS } from "../identity/backends.ts";
import { PROVIDER_MODELS, providerRows } from "../identity/rows.ts";
import { identityProviders } from "../python/python.ts";
import { storeConnections } from "./connections.ts";
import { commandPod } from "./pods.ts";
import { insideDjango, SETUP } from "./setup.ts";

/** The chain that brings identity providers into the tables of the LMS. */
const IDENTITY = "edxapp-identity";
/** The object with what it reads. `arboretum check --against` compares it. */
export const IDENTITY_FILES = "identity-providers";
const FOLDER = "/run/identity";
/** What fetches the metadata of SAML providers again and again. */
export const METADATA = "lms-saml-metadata";

/** In whose name rows are written, so that they are known again. Nobody logs in with it. */
const OWNER = "arboretum_identity";

const KEY = "identity/saml-key";
const CERTIFICATE = "identity/saml-certificate";

export const hasSaml = ({ settings }: Pick<Context, "settings">): boolean =>
  providersOf(settings).some(isSaml);

const isSaid = ({ identity }: Context["settings"]): boolean => identity !== undefined;

/**
 * Providers encrypt and check by these, and each of them has to be told of others: for a federation that takes weeks. They stay as long as
 * the section does, so that a provider may go for a while.
 */
export const identitySecrets: readonly SecretNeed[] = [
  { name: KEY, shape: { kind: "rsa", bits: 2048 }, loss: "irreplaceable", when: isSaid },
  { name: CERTIFICATE, shape: { kind: "certificate", of: KEY }, loss: "irreplaceable", when: isSaid },
];

/** A section without providers is one as well: it turns off those that were there. */
const isWanted = ({ settings }: Context): boolean => isSaid(settings);

const entriesOf = (context: Context): Readonly<Record<string, Content>> => ({
  "identity.py": text(identityProviders),
  "wanted.json": json({
    owner: OWNER,
    models: PROVIDER_MODELS,
    rows: providerRows(context),
  } as unknown as Tree),
});

export const identityFiles = (context: Context): FilesByObject =>
  isWanted(context) ? { [IDENTITY_FILES]: entriesOf(context) } : {};

/** Nothing waits for it: accounts that have a password log in without it. */
export const identityRows = (context: ApplicationContext): readonly Links[] => {
  if (!isWanted(context)) return [];
  return [
    {
      chain: IDENTITY,
      needs: [SETUP],
      jobs: [
        {
          name: "lms-identity",
          works: files(IDENTITY_FILES, "stable", entriesOf(context), context.versionOf).hash,
          longest: 1800,
          retries: 3,
          pod: commandPod("lms", context, insideDjango("lms", `${FOLDER}/identity.py`), {
            mounts: [{ from: "files", files: IDENTITY_FILES, path: FOLDER }],
          }),
        },
      ],
    },
  ];
};

const labelOf = (provider: Provider): string =>
  `identity-${isSaml(provider) ? provider.slug : backendName(provider)}`;

const portOf = (address: string): number => Number(new URL(address).port || 443);

/** Browsers carry what SAML says; only its metadata are fetched. Of OAuth the LMS itself asks for the token. */
export const identityConnections = (context: Context): readonly Connection[] => {
  if (!isWanted(context)) return [];
  const asked = providersOf(context.settings).flatMap((provider) => {
    const saml = isSaml(provider);
    const port = saml ? portOf(provider.metadata) : provider.kind === "oidc" ? portOf(provider.issuer) : 443;
    return (saml ? [IDENTITY, METADATA] : ["lms"]).flatMap((from) =>
      provider.networks.map((range) => ({
        from: component(from),
        to: network(labelOf(provider), range),
        port,
        why: saml ? `metadata of ${provider.name}` : `logging in with ${provider.name}`,
      })),
    );
  });
  return [...storeConnections(context, [IDENTITY]), ...asked];
};

/** What the processes have to know of providers. Nothing of it is in the database. */
export const identity = (context: Context): Contribution => {
  const oauth = providersOf(context.settings).filter(isOAuth);
  const backends = [...new Set([...UPSTREAM_BACKENDS, ...oauth.map(backendClass)])];
  return {
    source: "catalog: identity",
    values: {
      ...(isWanted(context) ? { THIRD_PARTY_AUTH_BACKENDS: backends } : {}),
      ...(oauth.length > 0
        ? {
            SOCIAL_AUTH_OAUTH_SECRETS: Object.fromEntries(
              oauth.map((one) => [backendName(one), one.clientSecret]),
            ),
          }
        : {}),
      ...(hasSaml(context)
        ? {
            SOCIAL_AUTH_SAML_SP_PRIVATE_KEY: secret(KEY),
            SOCIAL_AUTH_SAML_SP_PUBLIC_CERT: secret(CERTIFICATE),
            // A schedule of Kubernetes fetches metadata. There need be no scheduler of Celery for it.
            THIRD_PARTY_AUTH_SAML_FETCH_PERIOD_HOURS: null,
          }
        : {}),
      ...(context.settings.accounts.signIn === "providers" ? { ENABLE_REQUIRE_THIRD_PARTY_AUTH: true } : {}),
    },
  };
};
