import { readdirSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { SupportedRelease } from "./release.ts";

/** Releases by name, oldest first. */
export type ReleaseTable = ReadonlyMap<string, SupportedRelease>;

/** Any list of releases as a table: what the program knows, or what a test wants it to know. */
export const releaseTable = (releases: Iterable<SupportedRelease>): ReleaseTable =>
  new Map([...releases].sort((a, b) => a.ordinal - b.ordinal).map((release) => [release.name, release]));

const folder = new URL("./supported/", import.meta.url);
// The published package has `.js` beside `.d.ts`, the sources have `.ts`: take what this very file is.
const extension = extname(new URL(import.meta.url).pathname);

const files = readdirSync(fileURLToPath(folder)).filter(
  (file) => file.endsWith(extension) && !file.endsWith(".d.ts"),
);

async function load(file: string): Promise<SupportedRelease> {
  const name = file.slice(0, -extension.length);
  const module: Readonly<Record<string, SupportedRelease>> = await import(new URL(file, folder).href);
  const release = module[name];
  if (release?.name !== name) throw new Error(`supported/${file} has to export the release "${name}".`);
  return release;
}

/** Every release that has a file in `supported/`. Adding a release is adding a file, dropping one is deleting it. */
export const supportedReleases: ReleaseTable = releaseTable(await Promise.all(files.map(load)));
