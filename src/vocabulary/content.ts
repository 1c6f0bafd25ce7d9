import { hash } from "node:crypto";
import { isLate, type Late, lateIn, type Tree } from "./late.ts";

/** A late value in double quotes, with whatever would end them escaped: as Redis and TOML read a text. */
interface Quoted {
  readonly quoted: Late;
}

type Part = string | Late | Quoted;

/** The content of one file: a text whose parts may be late, or data that is written as YAML or JSON. */
export type Content =
  | { readonly format: "text"; readonly parts: readonly Part[] }
  | { readonly format: "yaml" | "json"; readonly tree: Tree };

/**
 * Files that workloads mount, and the one object that holds them.
 *
 * Files with a late value live in a Secret, the rest in a ConfigMap. Long-running pods mount a `hashed` object: its name
 * changes with its content, so old pods keep the old files until they are gone. Jobs mount a `stable` one, because a new
 * name would be a new Job.
 */
export interface Files {
  readonly name: string;
  readonly naming: "hashed" | "stable";
  readonly kind: "secret" | "config";
  /** Name of the object in the cluster. */
  readonly object: string;
  /** Hash of the plain content and of the version of each secret in it, never of a secret's value. */
  readonly hash: string;
  readonly entries: Readonly<Record<string, Content>>;
}

export const quoted = (late: Late): Quoted => ({ quoted: late });
export const text = (...parts: readonly Part[]): Content => ({ format: "text", parts });
export const yaml = (tree: Tree): Content => ({ format: "yaml", tree });
export const json = (tree: Tree): Content => ({ format: "json", tree });

/** The late values in a file, in the order in which they stand. */
export const lateInContent = (content: Content): readonly Late[] =>
  content.format === "text" ? content.parts.flatMap(lateInPart) : lateIn(content.tree);

function lateInPart(part: Part): readonly Late[] {
  if (typeof part === "string") return [];
  return [isLate(part) ? part : part.quoted];
}

/** Tells the values of a secret apart without knowing any: a rotated or newly set one has another version. */
export type VersionOf = (name: string) => string;

/** `owner` tells files of one name apart that several chains of Jobs mount, each its own object. */
export function files(
  name: string,
  naming: Files["naming"],
  entries: Readonly<Record<string, Content>>,
  versionOf: VersionOf,
  owner?: string,
): Files {
  const late = Object.values(entries).flatMap(lateInContent);
  const versions = late.map((value) => (value.late === "secret" ? versionOf(value.name) : value.revision));
  const hash = hashOnce(entries, versions);
  const kind = late.length > 0 ? "secret" : "config";
  const lasting = owner === undefined ? name : `${owner}-${name}`;
  return { name, naming, kind, entries, hash, object: naming === "hashed" ? `${name}-${hash}` : lasting };
}

/** The hash of files by the files, and of which versions of secrets it is. */
const hashes = new WeakMap<Files["entries"], { readonly of: string; readonly hash: string }>();

/** A service and its chains of Jobs mount the same files, and some are long. */
function hashOnce(entries: Files["entries"], versions: readonly string[]): string {
  const of = JSON.stringify(versions);
  const known = hashes.get(entries);
  if (known?.of === of) return known.hash;
  const hash = contentHash({ entries, versions });
  hashes.set(entries, { of, hash });
  return hash;
}

/** Ten characters are enough to tell the versions of one object apart, and short enough to read. */
export function contentHash(value: unknown): string {
  return hash("sha256", canonical(value)).slice(0, 10);
}

/** JSON with sorted keys: the order in which somebody wrote a setting must not roll a pod. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  let written = "";
  for (const key of Object.keys(value).sort()) {
    const child = (value as Readonly<Record<string, unknown>>)[key];
    if (child !== undefined) written += `${written && ","}${JSON.stringify(key)}:${canonical(child)}`;
  }
  return `{${written}}`;
}
