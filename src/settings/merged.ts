import type { Document, Path } from "../documents/document.ts";
import type { Place } from "../documents/problem.ts";
import { withReferences } from "./encrypted.ts";
import { merge, ownerOf } from "./merge.ts";
import type { Block, Written } from "./written.ts";

/** Who said a value: the file and the place in it, or `default` where nobody did. */
export interface Source extends Partial<Place> {
  readonly layer: string;
}

/** What all files of a stack say together. */
export interface Merged {
  /** The merged tree, as if it stood in one file whose places are those of the files behind it. */
  readonly document: Document;
  /** The file that has the last say in a value. */
  readonly ownerOf: (path: Path) => Written | undefined;
  readonly sourceOf: (path: Path) => Source;
}

/** Merges files, weakest first. What nobody says is missing from the stack file. */
export function mergeFiles(files: readonly Written[], stack: Document): Merged {
  const blocks = files.map(({ sections }) => withReferences(sections));
  const owner = (path: Path) => files[ownerOf(blocks, path) ?? -1];
  const own = files.find(({ kind }) => kind === "stack");
  const placed = (path: Path, find: (document: Document, path: Path) => Place): Place => {
    const file = owner(path) ?? own;
    return file === undefined ? stack.placeOf([]) : find(file.document, file.inFile(path));
  };
  return {
    document: {
      file: stack.file,
      root: null,
      value: blocks.reduce<unknown>(merge, {}) as Block,
      placeOf: (path) => placed(path, (document, at) => document.placeOf(at)),
      placeOfKey: (path) => placed(path, (document, at) => document.placeOfKey(at)),
    },
    ownerOf: owner,
    sourceOf: (path) => {
      const file = owner(path);
      if (file === undefined) return { layer: "default" };
      return { layer: file.document.file, ...file.document.placeOf(file.inFile(path)) };
    },
  };
}
