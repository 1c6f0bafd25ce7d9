import type { ConfigurationSecret } from "../settings/late.ts";

/** A secret of this stack, by its name in the blueprint. Its value is known only at deployment. */
export interface SecretReference {
  readonly late: "secret";
  readonly name: string;
}

/** Whatever is known only at deployment. Plain data that names a value and never holds one. */
export type Late = SecretReference | ConfigurationSecret;

export const secret = (name: string): SecretReference => ({ late: "secret", name });

export function isLate(value: unknown): value is Late {
  return typeof value === "object" && value !== null && "late" in value;
}

/** Plain data with late values somewhere in it: a settings file before its secrets are filled in. */
export type Tree =
  | string
  | number
  | boolean
  | null
  | Late
  | readonly Tree[]
  | { readonly [key: string]: Tree };

/** The late values in a tree, in the order in which they stand. */
export function lateIn(tree: Tree): readonly Late[] {
  if (isLate(tree)) return [tree];
  if (typeof tree !== "object" || tree === null) return [];
  return Object.values(tree).flatMap((child) => lateIn(child as Tree));
}
