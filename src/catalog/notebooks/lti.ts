import type { Notebooks } from "../../settings/sections/notebooks.ts";
import { secret, type Tree } from "../../vocabulary/late.ts";
import type { Lti, Passport } from "../../vocabulary/lti.ts";
import type { SecretNeed } from "../application.ts";
import type { Contribution } from "../configuration.ts";
import { addressOf, type Context, schemeOf } from "../context.ts";
import type { Rows } from "../rows.ts";
import { notebooksOf } from "./settings.ts";

const secretOf = (passport: string): string => `lti/${passport}`;

const named = ({ lti }: Notebooks): readonly string[] => (lti.version === "1.1" ? lti.passports : []);

export const passportsOf = (context: Context): readonly Passport[] =>
  named(notebooksOf(context.settings)).map((id) => ({
    id,
    key: `${context.deployment}-${context.stage}-${id}`,
    secret: secretOf(id),
  }));

export const ltiSecrets = (settings: Notebooks): readonly SecretNeed[] =>
  named(settings).map((passport) => ({
    name: secretOf(passport),
    shape: { kind: "password", length: 48 },
    loss: "lockout",
  }));

/** Public address of the hub. */
const hubAddress = (context: Context): string =>
  `${schemeOf(context)}://${context.settings.edge.notebooks ?? ""}`;

/**
 * The field of a launch that the hub names its users by. Both are opaque and stay the same; names and addresses change, and
 * a course has to be allowed to hand them over.
 */
export const USERNAME_KEY = { "1.1": "user_id", "1.3": "sub" } as const;

/** Who signs learners in, as JupyterHub calls it and its traits. One hub has one way. */
export function authenticator(context: Context): {
  readonly className: string;
  readonly section: "LTI11Authenticator" | "LTI13Authenticator";
  readonly traits: { readonly [trait: string]: Tree };
} {
  const { lti } = notebooksOf(context.settings);
  const common = { username_key: USERNAME_KEY[lti.version], uri_scheme: schemeOf(context) };
  if (lti.version === "1.1") {
    const consumers = passportsOf(context).map(({ key, secret: name }) => [key, secret(name)] as const);
    return {
      className: "ltiauthenticator.lti11.auth.LTI11Authenticator",
      section: "LTI11Authenticator",
      traits: { consumers: Object.fromEntries(consumers), ...common },
    };
  }
  const lms = addressOf(context, "domain");
  return {
    className: "ltiauthenticator.lti13.auth.LTI13Authenticator",
    section: "LTI13Authenticator",
    traits: {
      issuer: lms,
      authorize_url: `${lms}/api/lti_consumer/v1/launch/`,
      jwks_endpoint: `${lms}/api/lti_consumer/v1/public_keysets/${lti.keyset}`,
      client_id: [...lti.clients],
      tool_name: "JupyterHub",
      tool_description: `Notebooks of ${context.settings.site.name}`,
      ...common,
    },
  };
}

/** Sends the same opaque id for a learner in every course, where the platform would send another in each. */
const ONE_ID = "lti_consumer.enable_external_user_id_1p1_launches";

/** Lets blocks take what a store of many courses says of a tool (openedx-ltistore), where the keyset is of one. */
const STORE = "lti_consumer.enable_external_config_filter";

export function ltiRows(context: Context): Rows {
  const { lti } = notebooksOf(context.settings);
  const flag = (name: string): Rows => ({ toggles: [{ name, kind: "flag", on: true }] });
  if (lti.version === "1.3") return lti.keyset.includes("/") ? flag(STORE) : {};
  return lti.learners === "everywhere" ? flag(ONE_ID) : {};
}

/** What the platform is told: who it is to tools, and where the block of jupyter-xblock finds the hub, where that is installed. */
export function ltiSettings(context: Context): Contribution {
  const [first] = passportsOf(context);
  return {
    source: "catalog: jupyterhub",
    values: {
      LTI_BASE: addressOf(context, "domain"),
      LTI_API_BASE: addressOf(context, "domain"),
      ...(first
        ? {
            LTI_DEFAULT_JUPYTER_HUB_URL: hubAddress(context),
            LTI_DEFAULT_JUPYTER_PASSPORT_ID: first.id,
          }
        : {}),
    },
  };
}

/** What authors are told. */
export function ltiOf(context: Context): Lti {
  const { lti } = notebooksOf(context.settings);
  const common = { hub: hubAddress(context), username: USERNAME_KEY[lti.version] };
  return lti.version === "1.1"
    ? {
        ...common,
        everywhere: lti.learners === "everywhere",
        login: { version: "1.1", passports: passportsOf(context) },
      }
    : { ...common, everywhere: true, login: { version: "1.3", keyset: lti.keyset, clients: lti.clients } };
}
