import type { Path } from "../documents/document.ts";
import type { Problem } from "../documents/problem.ts";
import { setLine } from "./encrypted.ts";
import { isBlock, problemAt, type Written } from "./written.ts";

/** Names of Django settings whose text is a secret, as the platform and its plugins spell them. */
const SECRET_NAME =
  /(?:^|_)(?:PASSWORDS?|PASS|PASSPHRASE|SECRETS?|SECRET_KEY|SECRET_ACCESS_KEY|PRIVATE_KEY|PRIVATE_SIGNING_JWK|SIGNING_KEY|API_KEY|AUTH_TOKEN|ACCESS_TOKEN|API_TOKEN|FERNET_KEYS|SALTS?|DSN)$/i;

export const namesSecret = (step: string | number): boolean => SECRET_NAME.test(String(step));

/** Secrets in plain text among the user's own Django settings, where no schema says which value is one. */
export function plainSecrets(
  written: Written,
  stack: string,
): { readonly problems: readonly Problem[]; readonly paths: readonly Path[] } {
  const paths = secretsBelow(written.sections.django, ["django"]);
  return { problems: paths.map((path) => plainSecret(written, path, stack)), paths };
}

function secretsBelow(value: unknown, path: Path, secret = false): Path[] {
  if (typeof value === "string") return secret && value !== "" ? [path] : [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => secretsBelow(item, [...path, index], secret));
  }
  if (!isBlock(value) || Object.hasOwn(value, "secure")) return [];
  return Object.entries(value).flatMap(([key, item]) => secretsBelow(item, [...path, key], namesSecret(key)));
}

/** The value itself is never part of the problem. */
export function plainSecret(written: Written, path: Path, stack: string): Problem {
  const message = "This is a secret, and stands here in plain text.";
  return problemAt(
    written,
    "secret-plain",
    path,
    message,
    remedyOf(written, path, stack, "Take it out, and run"),
  );
}

/** How a secret that nobody has said is said; `beside` is whoever wrote the block that lacks it. */
export const forgottenSecret = (beside: Written | undefined, path: Path, stack: string) => ({
  message: "This is required, and it is a secret.",
  remedy: remedyOf(beside, path, stack, "Run"),
});

const remedyOf = (written: Written | undefined, path: Path, stack: string, run: string): string =>
  written?.kind === "program"
    ? 'Write `provided("<name>")`, and let `configured` find the value under that name.'
    : `${run}: ${setLine(path, stack)}`;
