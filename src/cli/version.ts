import { createRequire } from "node:module";

/** Version of Arboretum itself, in a clone as in the package. */
export const version = (): string =>
  (createRequire(import.meta.url)("arboretum/package.json") as { version: string }).version;
