import type * as z from "zod";
import { type JsonSchema, jsonSchemaOf } from "./jsonSchema.ts";
import { reference } from "./reference.ts";
import { deploymentSettings, platformSettings } from "./settings.ts";

/** A file that is generated from the schemas, relative to the project's root. */
export interface Generated {
  readonly file: string;
  readonly text: string;
}

const PULUMI_KEYS: JsonSchema = {
  secretsprovider: {
    type: "string",
    description: "What encrypts the secrets of this stack. Written by Pulumi.",
  },
  encryptedkey: { type: "string", description: "Key of the secrets, itself encrypted. Written by Pulumi." },
  encryptionsalt: { type: "string", description: "Salt of the passphrase. Written by Pulumi." },
};

const LAYERS: JsonSchema = {
  type: "array",
  items: { type: "string" },
  description:
    "Files that this stack builds on, from the project's root. A later one wins; this file wins over all.",
};

/** What an editor needs to complete and check a file that people write. */
export function schemaFile(file: string, title: string, schema: JsonSchema): Generated {
  const whole = { $schema: "http://json-schema.org/draft-07/schema#", title, ...schema };
  return { file, text: `${JSON.stringify(whole, null, 2)}\n` };
}

function stackSchema(sections: z.ZodType): JsonSchema {
  const { properties } = jsonSchemaOf(sections, { partial: true });
  const prefixed = Object.entries(properties as JsonSchema).map(([name, section]) => [
    `arboretum:${name}`,
    section,
  ]);
  return {
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: { "arboretum:layers": LAYERS, ...Object.fromEntries(prefixed) },
        patternProperties: { "^pulumi:": {} },
        additionalProperties: false,
      },
      ...PULUMI_KEYS,
    },
    additionalProperties: false,
  };
}

/** The schemas that the first lines of stack files and layers point at. */
export function settingsSchemas(): Generated[] {
  const layer = jsonSchemaOf(deploymentSettings, { partial: true });
  return [
    schemaFile("docs/schema/stack.json", "The stack of a deployment", stackSchema(deploymentSettings)),
    schemaFile(
      "docs/schema/platform.json",
      "The stack of a cluster's shared parts",
      stackSchema(platformSettings),
    ),
    schemaFile("docs/schema/layer.json", "A layer of settings that stacks share", layer),
  ];
}

/** The page that says what each setting means. */
export function settingsReference(): Generated {
  return {
    file: "docs/reference/settings.md",
    text: reference([
      {
        title: "The stack of a deployment",
        introduction:
          "Written in `Pulumi.<stack>.yaml` as `arboretum:<section>`, or in a layer as `<section>`.",
        schema: jsonSchemaOf(deploymentSettings),
      },
      {
        title: "The stack of a cluster's shared parts",
        introduction: "Written in `Pulumi.platform.yaml`, or `Pulumi.platform.<cluster>.yaml`.",
        schema: jsonSchemaOf(platformSettings),
      },
    ]),
  };
}
