import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument as parseYaml } from "yaml";
import { faultsOf, TOO_DEEP } from "./broken.ts";
import { error, type Place, type Problem } from "./problem.ts";

/** The way to a value in a document: keys and indices from the top. */
export type Path = readonly (string | number)[];

/** A YAML file that people write, with the place of everything in it. */
export interface Document {
  readonly file: string;
  readonly value: unknown;
  /** Where the value at a path stands; where the path does not exist, its nearest parent. */
  readonly placeOf: (path: Path) => Place;
  /** Where the last key of a path stands, rather than its value. */
  readonly placeOfKey: (path: Path) => Place;
  readonly root: Node | null;
}

export interface Reading {
  readonly document?: Document;
  readonly problems: readonly Problem[];
}

/** Anything larger is not something that people write by hand, and would only cost memory to refuse later. */
const LARGEST = 8 * 1024 * 1024;

const refused = (rule: string, file: string, message: string, remedy?: string): Reading => ({
  problems: [error(rule, { place: { file }, message, ...(remedy ? { remedy } : {}) })],
});

/** Reads a YAML file below `root`. Never throws for what the file holds: what is wrong comes back as problems. */
export function readDocument(root: string, file: string): Reading {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(root, file));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return refused("file-missing", file, "This file does not exist.");
    if (code === "EISDIR") return refused("file-missing", file, "This is a folder, not a file.");
    return refused("file-unreadable", file, `This file cannot be read (${code ?? "unknown reason"}).`);
  }
  if (bytes.length > LARGEST) return refused("file-large", file, "This file is larger than 8 MiB.");
  if (bytes.includes(0)) return refused("file-binary", file, "This is a binary file, not YAML.");
  const text = textOf(bytes);
  if (text === undefined)
    return refused("file-binary", file, "This file is not valid UTF-8 text.", "Save it as UTF-8.");
  return parseDocument(file, text);
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function parseDocument(file: string, text: string): Reading {
  const lines = new LineCounter();
  const parsed = parsedFrom(text, lines);
  if (parsed === undefined) return refused("yaml-broken", file, `This is not usable YAML. ${TOO_DEEP}`);
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const faults = faultsOf(parsed, (offset) => lines.linePos(offset).line);
  if (faults.length > 0) {
    return {
      problems: faults.map(({ offset, message }) =>
        error("yaml-broken", { place: at(offset), message: `This is not usable YAML. ${message}` }),
      ),
    };
  }
  if (parsed.contents === null) return refused("file-empty", file, "This file is empty.");
  const value = plainValueOf(parsed);
  if (value === undefined) {
    return refused("yaml-broken", file, "This is not usable YAML. Its aliases multiply to an enormous size.");
  }
  if (value === null) return refused("file-empty", file, "This file is empty.");
  const find = (path: Path, key: boolean) => at(offsetOf(parsed.contents, path, key));
  return {
    document: {
      file,
      value,
      root: parsed.contents,
      placeOf: (path) => find(path, false),
      placeOfKey: (path) => find(path, true),
    },
    problems: [],
  };
}

/** Lists of lists of lists, without a bracket, are deeper than the library can follow: it throws where the stack ends. */
function parsedFrom(text: string, lineCounter: LineCounter) {
  try {
    // Known tags are off: what `!!binary` or `!!set` gives is nothing that a setting could be.
    return parseYaml(text, { lineCounter, prettyErrors: false, resolveKnownTags: false });
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

/** The one thing that fails here is a bomb of aliases, which the library refuses to expand. */
function plainValueOf(parsed: ReturnType<typeof parseYaml>): unknown {
  try {
    return parsed.toJS();
  } catch {
    return undefined;
  }
}

function offsetOf(root: Node | null, path: Path, wantKey: boolean): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const next = stepInto(node, step);
    if (next === undefined) return offset;
    node = next.value;
    const last = depth === path.length - 1;
    offset = last && !wantKey && next.valueOffset !== undefined ? next.valueOffset : next.keyOffset;
  }
  return offset;
}

function stepInto(node: unknown, step: string | number) {
  if (isSeq(node)) {
    const item = node.items[Number(step)] as Node | undefined;
    const offset = item?.range?.[0];
    return offset === undefined ? undefined : { value: item, keyOffset: offset, valueOffset: offset };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  const key = pair?.key as Node | undefined;
  if (pair === undefined || key?.range == null) return undefined;
  return { value: pair.value, keyOffset: key.range[0], valueOffset: (pair.value as Node | null)?.range?.[0] };
}
