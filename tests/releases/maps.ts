import { isError } from "../../src/documents/problem.ts";
import { emptyLock, type ImageLock, parseImageLock } from "../../src/releases/lock.ts";
import { parseReleaseMap, type ReleaseMap } from "../../src/releases/map.ts";
import type { ReleaseTable } from "../../src/releases/supported.ts";

/** The map of a text that is right in itself. */
export function mapFrom(
  text: string,
  supported?: ReleaseTable,
  packageHash?: (file: string) => string | undefined,
): ReleaseMap {
  const { map, problems } = parseReleaseMap(text, supported, packageHash);
  if (map === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return map;
}

export function lockFrom(text: string | undefined): ImageLock {
  if (text === undefined) return emptyLock;
  const { lock, problems } = parseImageLock(text);
  if (lock === undefined || problems.some(isError)) throw new Error(JSON.stringify(problems));
  return lock;
}

export const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
export const commit = (letter: string) => letter.repeat(40);
