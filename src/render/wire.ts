import { at, below } from "../documents/propertyPath.ts";
import { unknownValue, type Value, type Values } from "./rendering.ts";

// The SDK marks what JSON cannot say with these fixed signatures (sdk/nodejs/runtime/rpc.ts).
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
export const wireUnknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value as it travels between the SDK and an engine: markers inside. */
export type WireValue = Value;
export type WireValues = Readonly<Record<string, WireValue>>;

/** What was inside the markers, and where they stood. */
export interface Unmarked {
  readonly values: Values;
  readonly secretPaths: readonly string[];
  readonly unknownPaths: readonly string[];
  readonly suspicious: readonly Suspicion[];
}

/** A value that is almost certainly a slip of the program. */
export interface Suspicion {
  readonly path: string;
  readonly kind: "nullInArray" | "notANumber" | "text";
  readonly found: string;
}

export const secretly = (value: WireValue): WireValue => ({ [signatureKey]: secretSignature, value });

const isRecord = (value: WireValue): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSecretMarker = (value: WireValue | undefined): value is { readonly value: WireValue } =>
  value !== undefined && isRecord(value) && value[signatureKey] === secretSignature;

/** Looks through a secret marker, changes what is inside, and puts the marker back. */
export function insideSecret(value: WireValue, change: (inner: WireValue) => WireValue): WireValue {
  return isSecretMarker(value) ? secretly(change(value.value)) : change(value);
}

interface Findings {
  readonly secretPaths: string[];
  readonly unknownPaths: string[];
  readonly suspicious: Suspicion[];
}

export function unmark(wire: WireValues): Unmarked {
  const findings: Findings = { secretPaths: [], unknownPaths: [], suspicious: [] };
  const values: Record<string, Value> = {};
  for (const key of Object.keys(wire)) {
    const value = wire[key] as Value;
    values[key] = isClean(value) ? value : plain(value, below("", key), findings);
  }
  return { values, ...findings };
}

/** What an answer says: it repeats most of the request, of which it is known what was inside. */
export function unmarkAnswer(answer: WireValues, request: WireValues, { values: known }: Unmarked): Values {
  const values: Record<string, Value> = {};
  for (const [key, value] of Object.entries(answer)) {
    const repeated = value === request[key];
    values[key] = (repeated ? known[key] : unmark({ [key]: value }).values[key]) as Value;
  }
  return values;
}

/** Whether there is nothing to unmark and nothing to find, as in nearly all that a program says: the walk with paths costs far more. */
function isClean(wire: WireValue): boolean {
  switch (typeof wire) {
    case "string":
      return wire !== wireUnknown && slipIn(wire) === undefined;
    case "number":
      return !Number.isNaN(wire);
    case "object":
      if (wire === null) return true;
      if (Array.isArray(wire))
        return (wire as readonly Value[]).every((item) => item !== null && isClean(item));
      return !(signatureKey in wire) && Object.values(wire).every(isClean);
    default:
      return true;
  }
}

function record(wire: WireValues, path: string, findings: Findings): Values {
  const values: Record<string, Value> = {};
  for (const key of Object.keys(wire)) values[key] = plain(wire[key] as Value, below(path, key), findings);
  return values;
}

function plain(wire: WireValue, path: string, findings: Findings): Value {
  if (typeof wire === "string") return text(wire, path, findings);
  if (typeof wire === "number") return number(wire, path, findings);
  if (typeof wire !== "object" || wire === null) return wire;
  if (Array.isArray(wire))
    return (wire as readonly Value[]).map((item, index) => element(item, at(path, index), findings));
  return signed(wire as Values, path, findings);
}

function element(item: Value, path: string, findings: Findings): Value {
  if (item === null) findings.suspicious.push({ path, kind: "nullInArray", found: "null" });
  return plain(item, path, findings);
}

function signed(wire: Values, path: string, findings: Findings): Value {
  switch (wire[signatureKey]) {
    case undefined:
      return record(wire, path, findings);
    case secretSignature:
      findings.secretPaths.push(path);
      return plain(wire.value ?? null, path, findings);
    case outputSignature:
      if (wire.secret === true) findings.secretPaths.push(path);
      return plain(wire.value ?? wireUnknown, path, findings);
    case resourceSignature:
      return plain(wire.id ?? wire.urn ?? null, path, findings);
    default: {
      const { [signatureKey]: _, ...assetOrArchive } = wire;
      return record(assetOrArchive, path, findings);
    }
  }
}

function number(wire: number, path: string, findings: Findings): Value {
  if (Number.isNaN(wire)) findings.suspicious.push({ path, kind: "notANumber", found: "NaN" });
  return wire;
}

function text(wire: string, path: string, findings: Findings): Value {
  if (wire === wireUnknown) {
    findings.unknownPaths.push(path);
    return unknownValue;
  }
  const found = slipIn(wire);
  if (found !== undefined) findings.suspicious.push({ path, kind: "text", found });
  return wire;
}

const certain = /\[object [A-Z]\w*\]|Calling \[to(?:String|JSON)\] on an \[Output<T>\]/;
const likely = /(?<![A-Za-z0-9])(?:undefined|NaN)(?![A-Za-z0-9])/;
/** In files that a program mounts, the words are slips only where a value ends: `host: undefined`, `http://NaN/`. */
const likelyInFile = /(?:[:=]\s?|[/@._-])["']?(undefined|NaN)["']?(?:$|[\s/:;,@?&.-])/m;
const aboutTheWord = /typeof|[!=]==?\s*["']?(?:undefined|NaN)/;

/** What an interpolation leaves behind when the value was not there. */
function slipIn(wire: string): string | undefined {
  if (!wire.includes("undefined") && !wire.includes("NaN") && !wire.includes("[")) return undefined;
  const sure = certain.exec(wire);
  if (sure) return sure[0];
  // Most files of a program have a bracket somewhere, and none of the words.
  if (!wire.includes("undefined") && !wire.includes("NaN")) return undefined;
  if (!wire.includes("\n")) return likely.exec(wire)?.[0];
  return wire
    .split("\n")
    .map((line) => (aboutTheWord.test(line) ? undefined : likelyInFile.exec(line)?.[1]))
    .find((word) => word !== undefined);
}
