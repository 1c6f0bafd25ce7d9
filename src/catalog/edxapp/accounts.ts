import { secondsOf } from "../../settings/shapes.ts";
import type { Tree } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";

const VALIDATORS = "common.djangoapps.util.password_policy_validators";

const validator = (name: string, options: Values): Tree => ({
  NAME: `${VALIDATORS}.${name}`,
  OPTIONS: options,
});

type Accounts = Context["settings"]["accounts"];
type Values = Readonly<Record<string, Tree>>;

/** The longest is upstream's: a longer one is work for whoever wants to keep a process busy. */
const passwords = ({
  length,
  digits,
  capitals,
  punctuation,
}: NonNullable<Accounts["password"]>): readonly Tree[] => [
  { NAME: "django.contrib.auth.password_validation.UserAttributeSimilarityValidator" },
  validator("MinimumLengthValidator", { min_length: length }),
  validator("MaximumLengthValidator", { max_length: 75 }),
  ...(digits > 0 ? [validator("NumericValidator", { min_numeric: digits })] : []),
  ...(capitals > 0 ? [validator("UppercaseValidator", { min_upper: capitals })] : []),
  ...(punctuation > 0 ? [validator("PunctuationValidator", { min_punctuation: punctuation })] : []),
];

const lockouts = ({ attempts, pause }: NonNullable<Accounts["lockout"]>): Values => ({
  MAX_FAILED_LOGIN_ATTEMPTS_ALLOWED: attempts,
  MAX_FAILED_LOGIN_ATTEMPTS_LOCKOUT_PERIOD_SECS: secondsOf(pause),
});

/** How accounts come, live and go. What nobody has said is left to the release. */
export const accounts = ({ settings }: Context): Contribution => {
  const { registration, mails, activation, password, session, lockout, attempts, deletion } =
    settings.accounts;
  const features = {
    ...(registration === "closed" ? { ALLOW_PUBLIC_ACCOUNT_CREATION: false } : {}),
    ...(activation === "none" ? { SKIP_EMAIL_VALIDATION: true } : {}),
    ...(lockout ? { ENABLE_MAX_FAILED_LOGIN_ATTEMPTS: true } : {}),
    ...(deletion ? {} : { ENABLE_ACCOUNT_DELETION: false }),
    ...(session.single ? { PREVENT_CONCURRENT_LOGINS: true } : {}),
  };
  return {
    source: "catalog: accounts",
    values: {
      ...(Object.keys(features).length > 0 ? { FEATURES: features } : {}),
      ...(password ? { AUTH_PASSWORD_VALIDATORS: passwords(password) } : {}),
      ...(mails.length > 0 ? { REGISTRATION_EMAIL_PATTERNS_ALLOWED: mails } : {}),
      ...(session.longest ? { SESSION_COOKIE_AGE: secondsOf(session.longest) } : {}),
      ...(session.idle ? { SESSION_INACTIVITY_TIMEOUT_IN_SECONDS: secondsOf(session.idle) } : {}),
      ...(lockout ? lockouts(lockout) : {}),
      ...(attempts.registrations ? { REGISTRATION_RATELIMIT: attempts.registrations } : {}),
      ...(attempts.logins ? { LOGISTRATION_RATELIMIT_RATE: attempts.logins } : {}),
    },
  };
};
