import { isLate, type Tree } from "../vocabulary/late.ts";
import { AFTER_UPSTREAM } from "./python/python.ts";

/** Settings with the reason for them. Later contributions win over earlier ones, key by key. */
export interface Contribution {
  /** Who says it: `catalog: broker`, `release ulmo`, or the place of a user's setting. */
  readonly source: string;
  readonly values: Readonly<Record<string, Tree>>;
}

/** One configuration file before it is written, with who said what. */
export interface Configuration {
  readonly values: Readonly<Record<string, Tree>>;
  /** Dotted key and source of every value that counts in the end, sorted by key. */
  readonly provenance: readonly { readonly key: string; readonly source: string }[];
}

type Block = Readonly<Record<string, Tree>>;

/** What is joined key by key. */
export const isBlock = (tree: Tree | undefined): tree is Block =>
  typeof tree === "object" && tree !== null && !Array.isArray(tree) && !isLate(tree);

/** Merges contributions: blocks key by key, everything else whole. */
export function mergeContributions(contributions: readonly Contribution[]): Configuration {
  const sources = new Map<string, string>();
  const values: Record<string, Tree> = {};
  for (const { source, values: added } of contributions) mergeInto(values, added, source, "", sources);
  const provenance = [...namedAsSet(sources)]
    .map(([key, source]) => ({ key, source }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return { values, provenance };
}

const AFTERWARDS = `${AFTER_UPSTREAM}.`;

/** What is set after upstream wins over what upstream reads, and people look for it by its own name. */
function namedAsSet(sources: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const isAfterwards = ([key]: readonly [string, string]) => key.startsWith(AFTERWARDS);
  const read = [...sources].filter((one) => !isAfterwards(one));
  const set = [...sources].filter(isAfterwards);
  return new Map([...read, ...set.map(([key, source]) => [key.slice(AFTERWARDS.length), source] as const)]);
}

const isFilled = (tree: Tree): tree is Block => isBlock(tree) && Object.keys(tree).length > 0;

/** Merges into a block that is made here, with all blocks in it: nobody else has them. */
function mergeInto(
  into: Record<string, Tree>,
  added: Block,
  source: string,
  prefix: string,
  sources: Map<string, string>,
): Block {
  for (const [key, value] of Object.entries(added)) {
    const path = prefix + key;
    const current = Object.hasOwn(into, key) ? into[key] : undefined;
    const block = isBlock(current) ? current : undefined;
    if (isFilled(value)) {
      sources.delete(path);
      into[key] = mergeInto(block ?? {}, value, source, `${path}.`, sources);
    } else {
      if (block) forget(path, sources);
      into[key] = isBlock(value) ? {} : value;
      sources.set(path, source);
    }
  }
  return into;
}

/** A value that replaces a block leaves nothing of the block behind. */
function forget(path: string, sources: Map<string, string>): void {
  for (const key of sources.keys()) {
    if (key.startsWith(`${path}.`)) sources.delete(key);
  }
}
