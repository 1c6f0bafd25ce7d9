/** A secret value of the stack file. Known to Pulumi alone: components fetch it by its path, nobody reads it before. */
export interface ConfigurationSecret {
  readonly late: "configuration";
  /** Section and keys, joined by dots: `mail.password`. */
  readonly path: string;
}

export const configurationSecret = (path: readonly (string | number)[]): ConfigurationSecret => ({
  late: "configuration",
  path: path.join("."),
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
