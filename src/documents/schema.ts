import * as z from "zod";
import type { Path } from "./document.ts";

export type Schema = z.core.$ZodType;
type Definition = z.core.$ZodTypes["_zod"]["def"];

/** What zod keeps of a schema. */
export const definitionOf = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def as Definition;

/** The plain schemas below defaults, transformations and alternatives. */
export function branchesOf(schema: Schema): readonly Schema[] {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
    case "nonoptional":
      return branchesOf(definition.innerType);
    case "pipe":
      return branchesOf(definition.in);
    case "union":
      return definition.options.flatMap(branchesOf);
    default:
      return [schema];
  }
}

function stepInto(schema: Schema, step: string | number): readonly Schema[] {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object": {
      const next = Object.hasOwn(definition.shape, step) ? definition.shape[step] : undefined;
      return next === undefined ? [] : branchesOf(next);
    }
    case "record":
      return branchesOf(definition.valueType);
    case "array":
      return branchesOf(definition.element);
    case "unknown":
      return [schema];
    default:
      return [];
  }
}

/** The schemas that a value at the path may follow; none where the path leads nowhere. */
export function schemasAt(schema: Schema, path: Path): readonly Schema[] {
  return path.reduce<readonly Schema[]>(
    (branches, step) => branches.flatMap((branch) => stepInto(branch, step)),
    branchesOf(schema),
  );
}

type Shape = Readonly<Record<string, Schema>>;

/** The keys that a block at the path may hold: of several kinds of block, those of the kind that it is. */
export function keysAt(schema: Schema, path: Path, block?: unknown): readonly string[] {
  const shapes = schemasAt(schema, path).flatMap((branch) => {
    const definition = definitionOf(branch);
    return definition.type === "object" ? [definition.shape] : [];
  });
  const ofItsKind = block === undefined ? [] : shapes.filter((shape) => isOfKind(block, shape));
  const keys = (ofItsKind.length > 0 ? ofItsKind : shapes).flatMap((shape) => Object.keys(shape));
  return [...new Set(keys)];
}

/** Whether a block says of each key that tells kinds apart what this kind has there. */
const isOfKind = (block: unknown, shape: Shape): boolean =>
  kindsIn(shape).every(([key, kind]) => z.safeParse(kind, (block as Shape | null)?.[key]).success);

/** The keys by which one of several kinds of block is chosen, with what they may say. */
export function kindsIn(shape: Shape): readonly (readonly [key: string, Schema])[] {
  return Object.entries(shape).filter(([, value]) =>
    branchesOf(value).every((one) => ["literal", "enum"].includes(definitionOf(one).type)),
  );
}

/** Whether the schema accepts whatever YAML can say. */
export const acceptsAnything = (schema: Schema): boolean => definitionOf(schema).type === "unknown";

/** Whether one of the schemas, or one somewhere below, satisfies the predicate. */
export function reaches(schemas: readonly Schema[], predicate: (schema: Schema) => boolean): boolean {
  return schemas.some((schema) => predicate(schema) || reaches(childrenOf(schema), predicate));
}

function childrenOf(schema: Schema): readonly Schema[] {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return Object.values(definition.shape).flatMap(branchesOf);
    case "record":
      return branchesOf(definition.valueType);
    case "array":
      return branchesOf(definition.element);
    default:
      return [];
  }
}
