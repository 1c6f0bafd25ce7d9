import { VARIANTS, type Variant } from "../catalog/edxapp/variant.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { isLate, type Tree } from "../vocabulary/late.ts";
import { placeOfSetting } from "./djangoSettings.ts";
import type { Draft } from "./draft.ts";

/** What neither of the two works without, and has no default that works. */
const OF_BOTH: readonly string[] = [
  "SITE_NAME",
  "PLATFORM_NAME",
  "LMS_BASE",
  "CMS_BASE",
  "LMS_ROOT_URL",
  "CMS_ROOT_URL",
  "CONTACT_EMAIL",
  ...["HOST", "NAME", "USER"].map((key) => `DATABASES.default.${key}`),
  "DATABASES.student_module_history.NAME",
  ...["host", "db"].map((key) => `DOC_STORE_CONFIG.${key}`),
  "CONTENTSTORE.DOC_STORE_CONFIG",
  "MODULESTORE.default",
  "CACHES.default",
  "CACHES.sessions",
  "CELERY_BROKER_HOSTNAME",
  "OAUTH_OIDC_ISSUER",
  "JWT_AUTH.JWT_PUBLIC_SIGNING_JWK_SET",
  "FERNET_KEYS",
  "RETIRED_USER_SALTS",
  "DEFAULT_FROM_EMAIL",
];

const OF_ONE: Readonly<Record<Variant, readonly string[]>> = {
  lms: ["LOGIN_REDIRECT_WHITELIST"],
  cms: [
    "SOCIAL_AUTH_EDX_OAUTH2_KEY",
    "SOCIAL_AUTH_EDX_OAUTH2_URL_ROOT",
    "SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT",
    "FRONTEND_LOGIN_URL",
    "FRONTEND_REGISTER_URL",
  ],
};

/** The client by which Studio lets people in is Studio's alone. */
const isOf = (variant: Variant) => (name: string) =>
  variant === "cms" || !name.startsWith("SOCIAL_AUTH_EDX_");

/** What an application is not told and cannot start without: because of the release, or because somebody has taken it away. */
export const requiredProblems = ({ parts, context: { release }, loaded }: Draft): readonly Problem[] =>
  (["lms", "cms"] as const).flatMap((variant) => {
    const part = parts.find(({ service }) => service.name === variant);
    if (part === undefined) return [];
    const required = [...OF_BOTH, ...OF_ONE[variant], ...release.requiredSecrets.filter(isOf(variant))];
    return required
      .filter((name) => isNothing(valueAt(part.values, name)))
      .map((name) => missing(name, variant, loaded));
  });

function valueAt(values: Tree | undefined, name: string): Tree | undefined {
  let value = values;
  for (const key of name.split(".")) {
    if (typeof value !== "object" || value === null || isLate(value)) return undefined;
    value = (value as Readonly<Record<string, Tree>>)[key];
  }
  return value;
}

const isNothing = (value: Tree | undefined): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

function missing(name: string, variant: Variant, loaded: SettledDeployment): Problem {
  const [top = name] = name.split(".");
  return error("setting-missing", {
    ...placeOfSetting(loaded, variant, top),
    message: `${name} is missing, and ${VARIANTS[variant].said} does not work without it.`,
    remedy: `Take away what stands at arboretum:django.${variant}.${top}, or give ${name} a value there.`,
  });
}
