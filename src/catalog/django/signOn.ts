import { secret, type Tree } from "../../vocabulary/late.ts";
import type { Application, SecretNeed } from "../application.ts";
import { addressOf, type Context, type HostName } from "../context.ts";
import { WEB_PORT } from "../openedxImage.ts";
import { issuerOf } from "./tokens.ts";

/** A service into which the LMS lets people, and which asks the LMS in its own name. */
type Service = HostName & string;

/** Names of the secrets of its two accounts. */
export const oauthSecretsOf = (name: string) => ({
  people: `${name}/sso-secret`,
  service: `${name}/oauth-secret`,
});

/** Its two accounts with the LMS: one lets people in, one acts when nobody is logged in. `more`: its other secrets. */
export function accountsOf(
  name: Service,
  more: readonly SecretNeed[] = [],
): Pick<Application, "secrets" | "clients"> {
  const { people, service } = oauthSecretsOf(name);
  return {
    secrets: [
      ...[people, service].map(
        (one): SecretNeed => ({
          name: one,
          shape: { kind: "password", length: 50 },
          loss: "cheap",
        }),
      ),
      ...more,
    ],
    clients: (context) => {
      const common = {
        user: { name, email: `${name}@${context.settings.edge.domain}`, staff: true, superuser: true },
        redirects: [`${addressOf(context, name)}/complete/edx-oauth2/`],
        scopes: ["user_id"],
      };
      return [
        { ...common, name, grant: "client-credentials", id: name, secret: service },
        { ...common, name: `${name}-sso`, grant: "authorization-code", id: `${name}-sso`, secret: people },
      ];
    },
  };
}

/**
 * Browsers are sent to the public address of the LMS. The service itself asks it inside the cluster, or, where it lives apart, as
 * everybody else does: by https, through the gateway.
 */
export function signOn(
  name: Service,
  context: Context,
  asks: "inside" | "outside" = "inside",
): Readonly<Record<string, Tree>> {
  const { people, service } = oauthSecretsOf(name);
  const outside = addressOf(context, "domain");
  const inside = asks === "inside" ? `http://${context.hostOf("lms")}:${WEB_PORT}` : outside;
  return {
    SOCIAL_AUTH_EDX_OAUTH2_KEY: `${name}-sso`,
    SOCIAL_AUTH_EDX_OAUTH2_SECRET: secret(people),
    SOCIAL_AUTH_EDX_OAUTH2_ISSUER: outside,
    SOCIAL_AUTH_EDX_OAUTH2_URL_ROOT: inside,
    SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT: outside,
    SOCIAL_AUTH_EDX_OAUTH2_LOGOUT_URL: `${outside}/logout`,
    SOCIAL_AUTH_REDIRECT_IS_HTTPS: context.settings.edge.https,
    BACKEND_SERVICE_EDX_OAUTH2_KEY: name,
    BACKEND_SERVICE_EDX_OAUTH2_SECRET: secret(service),
    BACKEND_SERVICE_EDX_OAUTH2_PROVIDER_URL: inside + new URL(issuerOf(context)).pathname,
    EDX_DRF_EXTENSIONS: { OAUTH2_USER_INFO_URL: `${inside}/oauth2/user_info` },
  };
}
