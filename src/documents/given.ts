import type { Document } from "./document.ts";

/** What a program hands over, where others have a file. Whatever is wrong with it has a path, and no line. */
export const givenDocument = (name: string, value: unknown): Document => ({
  file: name,
  value,
  root: null,
  placeOf: () => ({ file: name }),
  placeOfKey: () => ({ file: name }),
});
