import { createHash } from "node:crypto";

/** A secret value of the stack file. Known to Pulumi alone: components fetch it by its path, nobody reads it before. */
export interface ConfigurationSecret {
  readonly late: "configuration";
  /** Section and keys, joined by dots: `mail.password`. */
  readonly path: string;
  /** Hash of the encrypted text: another one means that somebody set the value again. */
  readonly revision: string;
}

export const configurationSecret = (
  path: readonly (string | number)[],
  encrypted: string,
): ConfigurationSecret => ({
  late: "configuration",
  path: path.join("."),
  revision: createHash("sha256").update(encrypted).digest("hex").slice(0, 10),
});

/**
 * A secret in settings that a program gives. Its value comes from the program's own `configured`, by this name. A new revision
 * says that the value is another one, and starts the pods that use it again.
 */
export const provided = (name: string, revision = "1"): ConfigurationSecret => ({
  late: "configuration",
  path: name,
  revision,
});

export const isConfigurationSecret = (value: unknown): value is ConfigurationSecret =>
  typeof value === "object" &&
  value !== null &&
  (value as { late?: unknown }).late === "configuration" &&
  typeof (value as { path?: unknown }).path === "string";

/** The configuration key of Pulumi that holds the secret (`mail`), and the keys below it (`["password"]`). */
export function whereIs(secret: ConfigurationSecret): { readonly section: string; readonly keys: string[] } {
  const [section = "", ...keys] = secret.path.split(".");
  return { section, keys };
}
