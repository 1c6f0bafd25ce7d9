import type { Context } from "../catalog/context.ts";
import { hasSaml } from "../catalog/edxapp/identity.ts";
import { backendClass, UPSTREAM_BACKENDS } from "../catalog/identity/backends.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import { type Said, saidAt } from "../settings/saidAt.ts";
import { isOAuth, isSaml, providersOf } from "../settings/sections/identity.ts";
import type { Draft } from "./draft.ts";

type Path = readonly (string | number)[];
type Sayer = (path: Path) => Said;

/** What stands against logging in as it is said. */
export function identityProblems({ context, loaded }: Draft): readonly Problem[] {
  const said: Sayer = (path) => saidAt(loaded, path);
  return [
    ...withoutHttps(context, said),
    ...withoutProviders(context, said),
    ...unloaded(context, said),
    ...withoutMail(context, said),
    ...newcomersShutOut(context, said),
    ...changingIds(context, said),
    ...directories(context, said),
  ];
}

/** A provider of SAML sends people back by a form on its own page. */
const withoutHttps = (context: Context, said: Sayer): readonly Problem[] =>
  hasSaml(context) && !context.settings.edge.https
    ? [
        error("saml-without-https", {
          ...said(["identity", "providers"]),
          message:
            "Browsers send no cookie along when another site sends people here, unless this one has https: nobody would come back logged in.",
          remedy: "Write arboretum:edge.https: true, or log in by OpenID Connect here.",
        }),
      ]
    : [];

const withoutProviders = ({ settings }: Context, said: Sayer): readonly Problem[] =>
  settings.accounts.signIn === "providers" &&
  !providersOf(settings).some(({ enabled, visible }) => enabled && visible)
    ? [
        error("nobody-logs-in", {
          ...said(["accounts", "signIn"]),
          message: "Nobody could log in: not by a password, and there is no provider with a button.",
          remedy: "Name one in arboretum:identity.providers, or write signIn: anyWay.",
        }),
      ]
    : [];

/** Whoever says the list by its own name says it all. */
function unloaded({ settings }: Context, said: Sayer): readonly Problem[] {
  const own = settings.django.lms.THIRD_PARTY_AUTH_BACKENDS;
  if (!Array.isArray(own)) return [];
  const providers = providersOf(settings);
  const wanted = [
    ...(providers.some(isSaml) ? UPSTREAM_BACKENDS.filter((one) => one.includes(".saml.")) : []),
    ...providers.filter(isOAuth).map(backendClass),
  ];
  const missing = [...new Set(wanted)].filter((one) => !own.includes(one));
  return missing.length === 0
    ? []
    : [
        error("backend-unloaded", {
          ...said(["django", "lms", "THIRD_PARTY_AUTH_BACKENDS"]),
          message: `This list wins over ours, and ${missing.join(" and ")} is not in it: its providers would have no button.`,
          remedy: "Add it, or leave the list out and write your own backend as a provider of kind: other.",
        }),
      ];
}

function withoutMail({ settings }: Context, said: Sayer): readonly Problem[] {
  if (settings.mail !== undefined) return [];
  return providersOf(settings).flatMap(({ confirmMail, name }, index) =>
    confirmMail
      ? [
          error("nobody-confirms", {
            ...said(["identity", "providers", index, "confirmMail"]),
            message: `Newcomers of ${name} are sent a mail to confirm, and this deployment sends none.`,
            remedy: "Name a server in arboretum:mail, or leave this out.",
          }),
        ]
      : [],
  );
}

const newcomersShutOut = ({ settings }: Context, said: Sayer): readonly Problem[] =>
  settings.accounts.registration === "closed" && providersOf(settings).some(({ enabled }) => enabled)
    ? [
        warning("newcomers-shut-out", {
          ...said(["accounts", "registration"]),
          message:
            "The platform makes no new account for anybody then, not for those either whom an identity provider sends.",
          remedy:
            "To shut out passwords alone write registration: open and signIn: providers. Leave it where accounts are made by an administrator.",
        }),
      ]
    : [];

/** What universities give to somebody else one day. */
const REUSED = ["uid", "mail", "urn:oid:0.9.2342.19200300.100.1.1", "urn:oid:0.9.2342.19200300.100.1.3"];

const changingIds = ({ settings }: Context, said: Sayer): readonly Problem[] =>
  providersOf(settings).flatMap((provider, index) =>
    isSaml(provider) && REUSED.includes(provider.attributes.id)
      ? [
          warning("identity-reused", {
            ...said(["identity", "providers", index, "attributes", "id"]),
            message: `${provider.attributes.id} may be another person's one day, who then gets this one's account and grades.`,
            remedy: "Ask the provider for pairwiseId, subjectId or eduPersonUniqueId.",
          }),
        ]
      : [],
  );

const directories = ({ settings }: Context, said: Sayer): readonly Problem[] =>
  providersOf(settings).flatMap((provider, index) =>
    provider.kind === "other" && /ldap/i.test(provider.class)
      ? [
          error("ldap", {
            ...said(["identity", "providers", index, "class"]),
            message:
              "A directory is no provider: the platform would take every password in plain text, and need a package and a way into the directory.",
            remedy: "Put Keycloak, Shibboleth or AD FS before the directory, and name that.",
          }),
        ]
      : [],
  );
