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
  const found: Late[] = [];
  collect(tree, found);
  return found;
}

function collect(tree: Tree, found: Late[]): void {
  if (typeof tree !== "object" || tree === null) return;
  if (isLate(tree)) found.push(tree);
  else for (const child of Object.values(tree)) collect(child as Tree, found);
}
