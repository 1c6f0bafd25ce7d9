import { computedFor, objectId, serverMetadata } from "./computed.ts";
import type { Mode, StackOutputs, Value, Values } from "./rendering.ts";
import { automaticName } from "./standIn.ts";
import { insideSecret, secretly, type WireValue, type WireValues, wireUnknown } from "./wire.ts";

/** One registration or look-up, as far as its answer depends on it. */
export interface Question {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The inputs with and without the marks of secrets and unknowns. */
  readonly wire: WireValues;
  readonly inputs: Values;
  readonly additionalSecretOutputs: readonly string[];
}

export interface Answer {
  /** Empty where only a deployment knows it. */
  readonly id: string;
  readonly state: WireValues;
}

const isKubernetes = (type: string): boolean => type.startsWith("kubernetes:");

/** What the engine answers to a registration: the inputs, and what a provider adds to them. */
export function answerTo(question: Question, mode: Mode): Answer {
  return mode === "preview" ? previewed(question) : resolved(question);
}

/** Top-level properties that the answer lacks are unknown to the program, like what a provider has not computed yet. */
function previewed(question: Question): Answer {
  const { type, wire, additionalSecretOutputs } = question;
  if (isKubernetes(type)) return { id: "", state: markSecrets(named(question, {}), additionalSecretOutputs) };
  const unknown = Object.fromEntries(
    additionalSecretOutputs.filter((name) => !(name in wire)).map((name) => [name, wireUnknown]),
  );
  return { id: "", state: markSecrets({ ...wire, ...unknown }, additionalSecretOutputs) };
}

function resolved(question: Question): Answer {
  const { urn, type, wire, additionalSecretOutputs } = question;
  const { id = urn, outputs } = computedFor(question);
  const state = isKubernetes(type) ? named(question, serverMetadata(urn)) : wire;
  return { id, state: markSecrets({ ...state, ...outputs }, additionalSecretOutputs) };
}

/** The provider names an object that has no name, in a preview as well. */
function named({ urn, type, name, wire }: Question, added: Values): WireValues {
  if (type === "kubernetes:helm.sh/v3:Release") return wire;
  const { metadata = {} } = wire;
  const complete = (inner: WireValue): WireValue => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return { ...("name" in inner ? {} : { name: automaticName(urn, name) }), ...inner, ...added };
  };
  return { ...wire, metadata: insideSecret(metadata, complete) };
}

function markSecrets(state: WireValues, names: readonly string[]): WireValues {
  const marked = names.filter((name) => name in state).map((name) => [name, secretly(state[name] as Value)]);
  return { ...state, ...Object.fromEntries(marked) };
}

/** What a look-up finds: of an object its name and, when resolved, what the API server adds; of a stack its outputs. */
export function answerToRead(question: Question, id: string, mode: Mode, references: StackOutputs): Answer {
  if (question.type === "pulumi:pulumi:StackReference")
    return { id, state: referenced(id, mode, references) };
  if (!isKubernetes(question.type)) return { id, state: { ...question.wire } };
  const [name, namespace] = id.split("/").reverse();
  const metadata = { name: name ?? id, ...(namespace === undefined ? {} : { namespace }) };
  // A preview does not look into the cluster, so nothing but the identity is known of what is looked up.
  if (mode === "preview")
    return { id, state: { ...question.wire, metadata: { ...metadata, ...unknownMetadata } } };
  const inputs = { ...question.inputs, metadata };
  const { outputs } = computedFor({ ...question, inputs });
  return {
    id: objectId(inputs, () => id),
    state: { ...inputs, metadata: { ...metadata, ...serverMetadata(question.urn) }, ...outputs },
  };
}

const unknownMetadata = {
  uid: wireUnknown,
  resourceVersion: wireUnknown,
  labels: wireUnknown,
  annotations: wireUnknown,
};

function referenced(id: string, mode: Mode, references: StackOutputs): WireValues {
  const outputs = references[id];
  if (outputs !== undefined) return { name: id, outputs, secretOutputNames: [] };
  return { name: id, outputs: mode === "preview" ? wireUnknown : {}, secretOutputNames: [] };
}

/** Stands in for an output of a stack that is not at hand. */
export const standInOutput = (stack: string, output: string): Value =>
  `standin-${stack.replaceAll("/", "-")}-${output}`;
