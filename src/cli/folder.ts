import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { OutputFile } from "../render/output.ts";
import { UsageError } from "./command.ts";

/** Says that Arboretum wrote a folder, and may replace it. */
const MARKER = ".arboretum";
const MARKER_TEXT = "Written by Arboretum, which replaces this whole folder the next time.\n";

/** A folder and all that shall be in it. */
export interface Folder {
  readonly path: string;
  readonly files: readonly OutputFile[];
}

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

/** Writes folders, each whole or not at all: everything is written beside them first, and then takes their places. */
export function replaceFolders(folders: readonly Folder[]): void {
  for (const { path } of folders) refuseForeign(path);
  const beside = folders.map(({ path }) => ({
    path,
    fresh: sibling(path, "new"),
    former: sibling(path, "old"),
  }));
  try {
    for (const [index, { fresh }] of beside.entries()) writeFolder(fresh, folders[index]?.files ?? []);
    for (const { path, fresh, former } of beside) {
      if (existsSync(path)) renameSync(path, former);
      renameSync(fresh, path);
    }
  } finally {
    for (const { fresh, former } of beside) {
      rmSync(fresh, { recursive: true, force: true });
      rmSync(former, { recursive: true, force: true });
    }
  }
}

const sibling = (path: string, state: string): string =>
  join(dirname(path), `.${basename(path)}.${process.pid}.${state}`);

function writeFolder(folder: string, files: readonly OutputFile[]): void {
  for (const subfolder of new Set(files.map(({ path }) => dirname(join(folder, path))))) {
    mkdirSync(subfolder, { recursive: true });
  }
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  writeFileSync(join(folder, MARKER), MARKER_TEXT);
}
