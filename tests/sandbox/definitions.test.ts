import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { definitionsIn, definitionsOf } from "../../sandbox/definitions.ts";

interface Version {
  readonly schema: { readonly openAPIV3Schema: { readonly properties: { readonly spec: unknown } } };
}

const schemaOf = (spec: z.ZodType): unknown => {
  const kind = {
    group: "demo.org",
    version: "v1",
    kind: "Widget",
    plural: "widgets",
    scope: "Namespaced" as const,
    spec,
  };
  const definition = definitionsOf([kind]).get("demo.org/Widget")?.();
  const versions = (definition?.spec?.versions ?? []) as readonly Version[];
  return versions[0]?.schema.openAPIV3Schema.properties.spec;
};

test.each([
  ["a text", z.string().min(1), { type: "string", minLength: 1 }],
  ["a choice", z.enum(["a", "b"]), { type: "string", enum: ["a", "b"] }],
  ["a fixed word", z.literal("a"), { type: "string", enum: ["a"] }],
  ["a list", z.array(z.boolean()), { type: "array", items: { type: "boolean" } }],
  [
    "a closed mapping",
    z.strictObject({ size: z.string(), note: z.string().optional() }),
    {
      type: "object",
      required: ["size"],
      properties: { size: { type: "string" }, note: { type: "string" } },
    },
  ],
  [
    "a mapping of any keys",
    z.record(z.string(), z.string()),
    { type: "object", additionalProperties: { type: "string" } },
  ],
  ["texts or numbers", z.union([z.string(), z.number()]), { "x-kubernetes-preserve-unknown-fields": true }],
  ["two kinds of text", z.union([z.literal("a"), z.string()]), { type: "string" }],
  [
    "one of several mappings",
    z.discriminatedUnion("is", [z.object({ is: z.literal("a") }), z.object({ is: z.literal("b") })]),
    { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  ],
  ["whatever it is", z.unknown(), { "x-kubernetes-preserve-unknown-fields": true }],
])("%s is said in a way that the API server takes", (_, spec, schema) => {
  expect(schemaOf(spec)).toEqual(schema);
});

const definition = (kind: string): string => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${kind.toLowerCase()}s.demo.org
spec:
  group: demo.org
  names:
    kind: ${kind}
    plural: ${kind.toLowerCase()}s
`;

test("definitions are found in every YAML file below a folder, several in one file, whatever else is there", () => {
  const folder = mkdtempSync(join(tmpdir(), "arboretum-crds-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "deep"));
  writeFileSync(join(folder, "deep/two.yaml"), `${definition("Widget")}${definition("Gadget")}---\n`);
  writeFileSync(join(folder, "one.yml"), `${definition("Thing")}---\nkind: ConfigMap\n`);
  writeFileSync(join(folder, "README.md"), definition("Prose"));
  const found = definitionsIn(folder);
  expect([...found.keys()].sort()).toEqual(["demo.org/Gadget", "demo.org/Thing", "demo.org/Widget"]);
  expect(found.get("demo.org/Gadget")?.().metadata.name).toBe("gadgets.demo.org");
});
