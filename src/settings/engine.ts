import type { Path } from "../documents/document.ts";
import { error, type Problem } from "../documents/problem.ts";
import { encryptedIn } from "./encrypted.ts";
import type { Loaded } from "./load.ts";
import { type Block, isBlock, pathText } from "./written.ts";

/** The configuration of a stack as the Pulumi engine hands it to the program. */
export interface EngineConfiguration {
  /** Text by full key; blocks and lists as JSON. */
  readonly configuration: Readonly<Record<string, string>>;
  /** The keys that hold a secret somewhere. */
  readonly secretKeys: readonly string[];
}

const NAMESPACE = "arboretum:";

function configOf({ own }: Loaded): Block {
  const value = own?.document.value as { config?: unknown } | undefined;
  return isBlock(value?.config) ? value.config : {};
}

/** Stands where a secret has to have a form of its own, such as a key. By the path of the secret, joined by dots. */
export type Shaped = ReadonlyMap<string, string>;

/** For the embedded engine, which cannot decrypt: each secret is a text that says whose place it holds. */
export function engineConfiguration(loaded: Loaded, shaped: Shaped = new Map()): EngineConfiguration {
  const entries = Object.entries(configOf(loaded));
  return {
    configuration: Object.fromEntries(
      entries.map(([key, value]) => [key, asText(standIn(value, [key.replace(NAMESPACE, "")], shaped))]),
    ),
    secretKeys: entries.filter(([, value]) => encryptedIn(value).length > 0).map(([key]) => key),
  };
}

const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

function standIn(value: unknown, path: Path, shaped: Shaped): unknown {
  if (isEncrypted(value)) return shaped.get(path.join(".")) ?? standInOf(path.join("."));
  if (Array.isArray(value)) return value.map((item, index) => standIn(item, [...path, index], shaped));
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, standIn(item, [...path, key], shaped)]),
  );
}

/** What holds the place of a secret that only Pulumi can decrypt. */
export const standInOf = (path: string): string => `not-a-secret:${path}`;

const isEncrypted = (value: unknown) => isBlock(value) && encryptedIn(value)[0]?.length === 0;

/**
 * Whether the engine was given what we read. It differs after `--config`, `--config-file`, a value in
 * `Pulumi.yaml`, or where its reader of YAML and ours disagree. Encrypted values are not compared.
 */
export function compareWithEngine(loaded: Loaded, engine: Readonly<Record<string, string>>): Problem[] {
  const config = configOf(loaded);
  const ours = Object.keys(config).filter((key) => key.startsWith(NAMESPACE));
  const extra = Object.keys(engine).filter((key) => key.startsWith(NAMESPACE) && !Object.hasOwn(config, key));
  return [
    ...ours.flatMap((key) => compareKey(loaded, key, config[key], engine[key])),
    ...extra.map((key) => mismatch(loaded, key, [], "Pulumi has a section that this file does not have.")),
  ];
}

const REMEDY = "Say it in the stack file, not by `--config`, `--config-file` or `Pulumi.yaml`.";

function mismatch({ file, stack, own }: Loaded, key: string, below: Path, message: string): Problem {
  const path = pathText([key, ...below]);
  const place = own?.document.placeOf(["config", key, ...below]) ?? { file };
  return error("engine-differs", { place, path, stack, message, remedy: REMEDY });
}

function compareKey(loaded: Loaded, key: string, ours: unknown, text: string | undefined): Problem[] {
  if (text === undefined) {
    return [mismatch(loaded, key, [], "Pulumi was not given this section: it reads another file.")];
  }
  return differences(ours, parsed(text), []).map((below) =>
    mismatch(loaded, key, below, "Pulumi was given another value than stands here."),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The paths at which two values differ. */
function differences(ours: unknown, theirs: unknown, path: Path): Path[] {
  if (isEncrypted(ours)) return theirs === undefined ? [path] : [];
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return ours.flatMap((item, index) => differences(item, theirs[index], [...path, index]));
  }
  if (isBlock(ours) && isBlock(theirs)) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    return [...keys].flatMap((key) => differences(ours[key], theirs[key], [...path, key]));
  }
  return Object.is(ours, theirs) ? [] : [path];
}
