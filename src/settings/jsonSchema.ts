import * as z from "zod";

/** A JSON schema, or a part of one. */
export interface JsonSchema {
  readonly [key: string]: unknown;
}

export interface JsonSchemaOptions {
  /** Whether blocks may lack what they require, because another file may say it. Items of lists stay whole. */
  readonly partial?: boolean;
}

const SECRET: JsonSchema = {
  type: "object",
  properties: { secure: { type: "string", description: "Written by `pulumi config set --secret`." } },
  required: ["secure"],
  additionalProperties: false,
};

/** The JSON schema of what people write, with the meaning of every key for editors. */
export function jsonSchemaOf(schema: z.ZodType, { partial = false }: JsonSchemaOptions = {}): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-07",
    // Only a secret has no form of its own in JSON Schema; it is written as a block that Pulumi encrypted.
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (z.globalRegistry.get(zodSchema as z.core.$ZodType)?.secret === true)
        Object.assign(jsonSchema, SECRET);
      delete jsonSchema.secret;
    },
  });
  const { $schema, ...rest } = tidy(json as JsonSchema, partial) as JsonSchema;
  return rest;
}

/** Leaves out what says nothing: an empty block as a default, the largest number there is as a maximum. */
function tidy(node: unknown, partial: boolean): unknown {
  if (Array.isArray(node)) return node.map((item) => tidy(item, partial));
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([key, value]) => !saysNothing(key, value));
  const kept = entries.filter(([key, value]) => !(partial && key === "required" && Array.isArray(value)));
  return Object.fromEntries(kept.map(([key, value]) => [key, tidy(value, partial && key !== "items")]));
}

const saysNothing = (key: string, value: unknown) =>
  (key === "default" && isEmptyBlock(value)) || (key === "maximum" && value === Number.MAX_SAFE_INTEGER);

const isEmptyBlock = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
