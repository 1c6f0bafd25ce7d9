import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { OutputFile } from "../render/output.ts";
import { UsageError } from "./command.ts";

/** Says that Arboretum wrote a folder, and may replace it. */
const MARKER = ".arboretum";
const MARKER_TEXT = "Written by Arboretum, which replaces this whole folder the next time.\n";

/** Refuses to replace what somebody else put there. */
export function refuseForeign(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UsageError(`${folder} is a file. Name a folder.`);
  const found = readdirSync(folder);
  if (found.length === 0 || found.includes(MARKER)) return;
  throw new UsageError(
    `${folder} holds files that Arboretum did not write. Name an empty folder, or one that does not exist.`,
  );
}

interface Staged {
  readonly path: string;
  readonly fresh: string;
  readonly former: string;
}

/** Folders that are written beside their places, and take them all at once or not at all. */
export class Staging {
  readonly #staged: Staged[] = [];
  readonly #parents: string[] = [];

  /** Writes a folder beside the one that it shall replace. */
  add(path: string, files: readonly OutputFile[]): void {
    refuseForeign(path);
    const parent = mkdirSync(dirname(path), { recursive: true });
    if (parent !== undefined) this.#parents.push(parent);
    const staged = { path, fresh: sibling(path, "new"), former: sibling(path, "old") };
    this.#staged.push(staged);
    writeFolder(staged.fresh, files);
  }

  /** Puts every folder in its place. */
  place(): void {
    this.#parents.length = 0;
    for (const { path, fresh, former } of this.#staged) {
      if (existsSync(path)) renameSync(path, former);
      renameSync(fresh, path);
    }
  }

  /** Removes whatever is not in its place. To be called in any case. */
  clear(): void {
    const left = [...this.#staged.flatMap(({ fresh, former }) => [fresh, former]), ...this.#parents];
    for (const path of left) rmSync(path, { recursive: true, force: true });
  }
}

const sibling = (path: string, state: string): string =>
  join(dirname(path), `.${basename(path)}.${process.pid}.${state}`);

function writeFolder(folder: string, files: readonly OutputFile[]): void {
  // Not recursive: where nobody may create anything, such as in /proc, Node would try for ever.
  mkdirSync(folder);
  for (const subfolder of new Set(files.map(({ path }) => dirname(join(folder, path))))) {
    mkdirSync(subfolder, { recursive: true });
  }
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  writeFileSync(join(folder, MARKER), MARKER_TEXT);
}
