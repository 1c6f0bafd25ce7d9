import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { jsonSchemaOf } from "../../src/settings/jsonSchema.ts";
import { schemaFile, settingsReference, settingsSchemas } from "../../src/settings/schema.ts";
import { deploymentSettings, platformSettings } from "../../src/settings/settings.ts";

const root = new URL("../../", import.meta.url);

type Node = { readonly [key: string]: unknown };

/** Every key of every block, with its schema. */
function keysOf(node: unknown, path = ""): [path: string, schema: Node][] {
  if (typeof node !== "object" || node === null) return [];
  const { properties, oneOf, items } = node as { properties?: Node; oneOf?: Node[]; items?: Node };
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, schema]): [string, Node][] => [
      [`${path}.${key}`, schema as Node],
      ...keysOf(schema, `${path}.${key}`),
    ]),
    ...(oneOf ?? []).flatMap((form) => keysOf(form, path)),
    ...keysOf(items, `${path}[]`),
  ];
}

describe("what is generated from the sections", () => {
  test.each([...settingsSchemas(), settingsReference()])(
    "$file is up to date: `arboretum schema` writes it",
    ({ file, text }) => {
      expect(readFileSync(new URL(file, root), "utf8")).toBe(text);
    },
  );

  test.each([
    ["a deployment", deploymentSettings],
    ["a platform", platformSettings],
  ])("explains every key of %s", (_, schema) => {
    const unexplained = keysOf(jsonSchemaOf(schema)).filter(
      ([, { description }]) => description === undefined,
    );
    expect(unexplained.map(([path]) => path)).toEqual([]);
  });

  const stack = JSON.parse(settingsSchemas()[0]?.text ?? "");
  const config = stack.properties.config.properties;

  test("names the sections with their prefix in a stack file, and without in a layer", () => {
    const layer = JSON.parse(settingsSchemas()[2]?.text ?? "");
    expect(Object.keys(config)).toEqual([
      "arboretum:layers",
      ...Object.keys(layer.properties).map((key) => `arboretum:${key}`),
    ]);
    expect(stack.properties.config.additionalProperties).toBe(false);
    expect(layer.additionalProperties).toBe(false);
  });

  test("takes a secret for what Pulumi writes, and for nothing else", () => {
    const [outside] = config["arboretum:mail"].oneOf ?? config["arboretum:mail"].anyOf;
    expect(outside.properties.password).toMatchObject({
      type: "object",
      properties: { secure: { type: "string" } },
      additionalProperties: false,
    });
  });

  test("requires nothing of a block that another file may complete, and all of an item of a list", () => {
    expect(config["arboretum:site"].required).toBeUndefined();
    expect(config["arboretum:scale"].properties.lms.properties.replicas.required).toBeUndefined();
    expect(config["arboretum:egress"].items.required).toEqual(["to", "network", "ports", "from"]);
  });

  test("can be had for any other file", () => {
    const { file, text } = schemaFile(
      "docs/schema/map.json",
      "A map",
      jsonSchemaOf(z.strictObject({ a: z.string() })),
    );
    expect(file).toBe("docs/schema/map.json");
    expect(JSON.parse(text)).toEqual({
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "A map",
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      additionalProperties: false,
    });
  });

  test.each([
    "`given` | by name of a secret: secret",
    "`[].to` | name | required",
    "`mysql.volume` | `driver: single` | size | `20Gi`",
    "`providers[].entityId` | `kind: saml` | text | required",
    "`cache.driver` |  | `redis`, `valkey`, `elasticache`, `memcached`, `shared`, `external` | `redis`",
    "`lms.replicas.max` | whole number, at least 1 | required",
    "`https` | true, false | `true`",
  ])("says in the reference: %s", (row) => {
    expect(settingsReference().text).toContain(`| ${row} |`);
  });
});
