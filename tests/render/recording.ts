import { keysOf } from "../../src/documents/propertyPath.ts";
import {
  type Rendering,
  type Resource,
  unknownValue,
  type Value,
  type Values,
} from "../../src/render/rendering.ts";

/** What `pulumi preview --json` says of one resource, as far as we keep it (pulumi/pulumi pkg/display/json.go). */
export interface RecordedState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly inputs?: Values;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
  readonly external?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  /** Seconds. */
  readonly customTimeouts?: Readonly<Record<string, number>>;
}

export interface Recording {
  readonly recorded: {
    readonly cli: string;
    readonly plugins: Readonly<Record<string, string>>;
    readonly sdk: string;
  };
  /** Of which program it is, where that changes: `programHash`. */
  readonly of?: string;
  readonly project: string;
  readonly stack: string;
  readonly steps: readonly { readonly op: string; readonly urn: string; readonly newState?: RecordedState }[];
}

/** One resource in the words of both engines: plain, sorted, without what JSON leaves out. */
export type Comparable = Values;

const secretText = "[secret]";
const wireUnknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const sorted = (list: readonly string[] = []): readonly string[] => [...list].sort();
const sortedLists = (lists: Readonly<Record<string, readonly string[]>> = {}): Values =>
  Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, sorted(list)]));

function unknownsNamed(value: Value): Value {
  if (value === wireUnknown) return unknownValue;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unknownsNamed);
  return Object.fromEntries(
    Object.entries(value as Values).map(([key, inner]) => [key, unknownsNamed(inner)]),
  );
}

export const comparableRecord = (state: RecordedState): Comparable => ({
  type: state.type,
  custom: state.custom,
  read: state.external ?? false,
  parent: state.parent ?? "",
  provider: state.provider ?? "",
  inputs: unknownsNamed(state.inputs ?? {}),
  dependencies: sorted(state.dependencies),
  propertyDependencies: sortedLists(state.propertyDependencies),
  protect: state.protect ?? false,
  retainOnDelete: state.retainOnDelete ?? false,
  deletedWith: state.deletedWith ?? "",
  ignoreChanges: sorted(state.ignoreChanges),
  additionalSecretOutputs: sorted(state.additionalSecretOutputs),
  customTimeouts: { ...state.customTimeouts },
});

export const comparableResource = (resource: Resource): Comparable => ({
  type: resource.type,
  custom: resource.custom,
  read: resource.read,
  parent: resource.parent,
  provider: resource.provider,
  inputs: resource.secretPaths.map(shownKeys).reduce<Value>(hidden, resource.inputs),
  dependencies: sorted(resource.dependencies),
  propertyDependencies: sortedLists(resource.propertyDependencies),
  protect: resource.options.protect,
  retainOnDelete: resource.options.retainOnDelete,
  deletedWith: resource.options.deletedWith ?? "",
  ignoreChanges: sorted(resource.options.ignoreChanges),
  additionalSecretOutputs: sorted(resource.options.additionalSecretOutputs),
  customTimeouts: Object.fromEntries(
    Object.entries(resource.options.customTimeouts).map(([name, duration]) => [name, seconds(duration)]),
  ),
});

/** `5m`, `1h30m`, `90s`. */
function seconds(duration: string): number {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0),
    0,
  );
}

/** The engine shows a list with a secret anywhere in it as one secret. */
function shownKeys(path: string): readonly string[] {
  const list = path.indexOf("[");
  return keysOf(list >= 0 && /^\[\d/.test(path.slice(list)) ? path.slice(0, list) : path);
}

function hidden(value: Value, keys: readonly string[]): Value {
  const [first, ...rest] = keys;
  if (first === undefined) return secretText;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const record = value as Values;
  return first in record ? { ...record, [first]: hidden(record[first] as Value, rest) } : record;
}

/** Both sides by URN. */
export function sides(recording: Recording, rendering: Rendering) {
  const states = recording.steps.flatMap(({ newState }) => (newState === undefined ? [] : [newState]));
  // Default providers are steps of the engine; no program registers them.
  const own = states.filter(({ urn }) => !/::pulumi:providers:\w+::default/.test(urn));
  return {
    recorded: new Map(own.map((state) => [state.urn, comparableRecord(state)])),
    ours: new Map(rendering.resources.map((resource) => [resource.urn, comparableResource(resource)])),
  };
}
