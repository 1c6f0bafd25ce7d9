import * as z from "zod";
import { branchesOf, definitionOf, kindsIn, type Schema } from "../../src/documents/schema.ts";

type Block = Readonly<Record<string, unknown>>;

const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a schema lets people write and none of these texts says: keys at any depth, and each kind of block that can be chosen. */
export function unsaid(schema: Schema, values: readonly unknown[], path = ""): readonly string[] {
  const branches = branchesOf(schema);
  return branches.flatMap((branch) => {
    const definition = definitionOf(branch);
    switch (definition.type) {
      case "array":
        return unsaid(definition.element, values.filter(Array.isArray).flat(), `${path}[]`);
      case "record":
        return unsaid(definition.valueType, values.filter(isBlock).flatMap(Object.values), `${path}.*`);
      case "object": {
        const kinds = branches.length > 1 ? kindsIn(definition.shape) : [];
        const ofThisKind = values
          .filter(isBlock)
          .filter((value) => kinds.every(([key, kind]) => z.safeParse(kind, value[key]).success));
        if (ofThisKind.length === 0) return [`${path}${named(kinds)}`];
        return Object.entries(definition.shape).flatMap(([key, value]) =>
          below(value, ofThisKind, key, path),
        );
      }
      default:
        return values.length === 0 ? [path] : [];
    }
  });
}

function below(schema: Schema, blocks: readonly Block[], key: string, path: string): readonly string[] {
  const at = path === "" ? key : `${path}.${key}`;
  const said = blocks.filter((block) => Object.hasOwn(block, key)).map((block) => block[key]);
  return said.length === 0 ? [at] : unsaid(schema, said, at);
}

const named = (kinds: ReturnType<typeof kindsIn>) =>
  kinds.length === 0 ? "" : ` (${kinds.map(([key, kind]) => `${key}: ${valuesOf(kind)}`).join(", ")})`;

const valuesOf = (kind: Schema) =>
  branchesOf(kind)
    .flatMap((branch) => {
      const definition = definitionOf(branch);
      if (definition.type === "literal") return definition.values.map(String);
      return definition.type === "enum" ? Object.values(definition.entries).map(String) : [];
    })
    .join(" or ");
