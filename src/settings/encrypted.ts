import type { Path } from "../documents/document.ts";
import type { Problem } from "../documents/problem.ts";
import { configurationSecret, isConfigurationSecret } from "./late.ts";
import { type Block, isBlock, pathText, problemAt, type Written } from "./written.ts";

/** What Pulumi takes for an encrypted value: a block with this key alone. */
const isEncrypted = (value: unknown): value is { readonly secure: string } =>
  isBlock(value) && typeof value.secure === "string" && Object.keys(value).length === 1;

/** The sections with a reference in the place of each encrypted value. */
export const withReferences = (sections: Block): Block => referring(sections, []) as Block;

function referring(value: unknown, path: Path): unknown {
  if (isEncrypted(value)) return configurationSecret(path, value.secure);
  if (Array.isArray(value)) return value.map((item, index) => referring(item, [...path, index]));
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, referring(item, [...path, key])]),
  );
}

/** The paths of the encrypted values. */
export function encryptedIn(value: unknown, path: Path = []): Path[] {
  if (isEncrypted(value) || isConfigurationSecret(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => encryptedIn(item, [...path, index]));
  if (!isBlock(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => encryptedIn(item, [...path, key]));
}

/** The line that puts a secret into a stack file. Pulumi asks for the value, so that no shell remembers it. */
export function setLine(path: Path, stack: string): string {
  const argument = `arboretum:${pathText(path)}`;
  const quoted = /^[\w:./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
  return `pulumi config set --path --secret ${quoted} --stack ${stack}`;
}

/** Encrypted values that stand where they cannot be used. */
export function misplacedSecrets(
  written: Written,
  stack: string,
  mayBeSecret: (path: Path) => boolean,
): { readonly problems: readonly Problem[]; readonly paths: readonly Path[] } {
  const found = encryptedIn(written.sections).flatMap((path) => {
    const refusal = refusalOf(written, path, stack, mayBeSecret);
    return refusal === undefined
      ? []
      : [{ path, problem: problemAt(written, "secret-misplaced", path, ...refusal) }];
  });
  return { problems: found.map(({ problem }) => problem), paths: found.map(({ path }) => path) };
}

function refusalOf(
  { kind }: Written,
  path: Path,
  stack: string,
  mayBeSecret: (path: Path) => boolean,
): [message: string, remedy: string] | undefined {
  if (!mayBeSecret(path)) {
    return path.length === 1
      ? ["A section is not encrypted as a whole.", "Encrypt the values in it that are secret."]
      : ["This is no secret, and may not be encrypted: the plan depends on it.", "Write it as plain text."];
  }
  if (kind === "layer") {
    return [
      "A layer holds no secrets: each stack encrypts with a key of its own.",
      `Take it out, and run: ${setLine(path, stack)}`,
    ];
  }
  if (path.some((step) => String(step).includes("."))) {
    return [
      "The names above a secret may hold no dot.",
      "Encrypt the whole value that has such a name in it.",
    ];
  }
  return undefined;
}
