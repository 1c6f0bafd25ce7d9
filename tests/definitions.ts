import { type Definitions, definitionsIn } from "../sandbox/definitions.ts";
import type { CustomKind } from "../src/components/custom/kinds.ts";

const folder = process.env.ARBORETUM_CRDS;
const definitions: Definitions = folder ? definitionsIn(folder) : new Map();

/** Why nobody can be asked what the operators of others know. Empty where somebody can. */
export const whyNoDefinitions = folder ? "" : " (skipped: ARBORETUM_CRDS names no folder)";

/** Whether the folder has what an operator says of a kind. */
export const isDefined = ({ group, kind }: CustomKind): boolean => definitions.has(`${group}/${kind}`);

/** What of a spec the definition of its own operator does not know. */
export function strangeIn({ group, kind, version }: CustomKind, spec: unknown): readonly string[] {
  // biome-ignore lint/suspicious/noExplicitAny: a definition is of whatever shape its operator has
  const definition = definitions.get(`${group}/${kind}`)?.() as any;
  if (definition === undefined) return [`${group}/${kind} is defined nowhere`];
  const { schema } = definition.spec.versions.find((one: { name: string }) => one.name === version);
  return strange(JSON.parse(JSON.stringify(spec)), schema.openAPIV3Schema.properties.spec);
}

type Schema = Readonly<Record<string, unknown>>;

/** Fields that a definition does not know, or has of another type. The API server would drop them, or refuse them. */
function strange(value: unknown, schema: Schema, path = "spec"): readonly string[] {
  if (schema["x-kubernetes-preserve-unknown-fields"] === true && schema.properties === undefined) return [];
  const type = Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
  const allowed = schema["x-kubernetes-int-or-string"] === true ? ["integer", "string"] : [schema.type];
  if (!allowed.includes(type)) return [`${path} is ${type} and not ${schema.type}`];
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return [`${path} may not be ${value}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => strange(item, schema.items as Schema, `${path}[${index}]`));
  if (type !== "object") return [];
  const {
    properties,
    additionalProperties,
    required = [],
  } = schema as {
    properties?: Readonly<Record<string, Schema>>;
    additionalProperties?: Schema;
    required?: readonly string[];
  };
  const entries = Object.entries(value as object).filter(([, child]) => child !== undefined);
  const missing = required.filter((key) => !entries.some(([one]) => one === key));
  return [
    ...missing.map((key) => `${path}.${key} is missing`),
    ...entries.flatMap(([key, child]) => {
      const known = properties?.[key] ?? additionalProperties;
      return known ? strange(child, known, `${path}.${key}`) : [`${path}.${key} is unknown`];
    }),
  ];
}
