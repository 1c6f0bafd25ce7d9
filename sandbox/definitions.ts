import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type ZodType, z } from "zod";
import type { Cluster } from "./client.ts";
import { SandboxFailure } from "./failure.ts";
import type { KubeObject } from "./objects.ts";
import { awaitReady } from "./readiness.ts";

/** Where CustomResourceDefinitions come from, by group and kind: `cert-manager.io/Certificate`. */
export type Definitions = ReadonlyMap<string, () => KubeObject>;

/** A kind of somebody else's operator that we write, with the schema that we check it by. */
export interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly spec: ZodType;
}

const keyOf = (group: string, kind: string): string => `${group}/${kind}`;

/** Every definition in the YAML files below a folder. None is parsed before it is needed: together they are megabytes. */
export function definitionsIn(folder: string): Definitions {
  if (!existsSync(folder))
    throw new SandboxFailure(`ARBORETUM_CRDS names ${folder}, and there is no such folder.`);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.ya?ml$/.test(file),
  );
  const documents = files.flatMap((file) => readFileSync(join(folder, file), "utf8").split(/^---.*$/m));
  return new Map(
    documents
      .filter((text) => /^kind: CustomResourceDefinition$/m.test(text))
      .map((text) => {
        const [, group = ""] = /^ {2}group: (\S+)$/m.exec(text) ?? [];
        const [, kind = ""] = /^ {4}kind: (\S+)$/m.exec(text) ?? [];
        return [keyOf(group, kind), () => parse(text) as KubeObject] as const;
      }),
  );
}

/** Definitions of our own schemas. What they do not know the server refuses, as the real operator would. */
export const definitionsOf = (kinds: readonly CustomKind[]): Definitions =>
  new Map(kinds.map((kind) => [keyOf(kind.group, kind.kind), () => definitionOf(kind)]));

function definitionOf({ group, version, kind, plural, scope, spec }: CustomKind): KubeObject {
  const schema = {
    type: "object",
    required: ["spec"],
    properties: { spec: structural(z.toJSONSchema(spec, { io: "input" })) },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      // Groups below these domains need it (kubernetes/enhancements 1111).
      annotations: { "api-approved.kubernetes.io": "unapproved, in a sandbox" },
    },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}

type Schema = Readonly<Record<string, unknown>>;

/** Anything goes. */
const open: Schema = { "x-kubernetes-preserve-unknown-fields": true };

const kept = [
  ...["type", "description", "required", "minimum", "maximum", "minLength", "maxLength"],
  ...["pattern", "minItems", "maxItems", "enum"],
];

/** JSON Schema as the API server wants it: one type a field, no keyword that it does not know, closed without saying so. */
function structural(schema: Schema): Schema {
  const { properties, items, additionalProperties, const: fixed, anyOf, oneOf } = schema;
  const choices = (anyOf ?? oneOf) as readonly Schema[] | undefined;
  if (choices !== undefined) return structuralChoice(choices);
  if (Array.isArray(schema.type)) return open;
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([keyword]) => kept.includes(keyword))),
    ...(fixed === undefined ? {} : { enum: [fixed] }),
    ...(isSchema(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, one]) => [name, structural(one as Schema)]),
          ),
        }
      : {}),
    ...(isSchema(items) ? { items: structural(items) } : {}),
    ...(isSchema(additionalProperties) && Object.keys(additionalProperties).length > 0
      ? { additionalProperties: structural(additionalProperties) }
      : {}),
    ...(schema.type === undefined ? open : {}),
  };
}

/** Alternatives of one type keep it; those of several leave the field open. */
function structuralChoice(choices: readonly Schema[]): Schema {
  const types = new Set(choices.map(({ type }) => type));
  const [type] = types;
  if (types.size === 1 && type !== "object" && type !== undefined) return { type };
  return type === "object" && types.size === 1 ? { type, ...open } : open;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Installs what a list of objects needs and the cluster does not serve. All that nobody defines is named at once. */
export async function installDefinitions(
  cluster: Cluster,
  objects: readonly KubeObject[],
  definitions: Definitions,
): Promise<void> {
  const brought = new Set(
    objects
      .filter(({ kind }) => kind === "CustomResourceDefinition")
      .map(({ spec }) => keyOf(spec?.group ?? "", spec?.names?.kind ?? "")),
  );
  const needed = new Map(
    objects.map(({ apiVersion, kind }) => [`${apiVersion}/${kind}`, { apiVersion, kind }]),
  );
  const found: KubeObject[] = [];
  const unknown: string[] = [];
  for (const { apiVersion, kind } of needed.values()) {
    const key = keyOf(apiVersion.split("/")[0] ?? "", kind);
    if (brought.has(key) || (await cluster.serves(apiVersion, kind))) continue;
    const definition = definitions.get(key)?.();
    if (definition === undefined) unknown.push(`${kind} (${apiVersion})`);
    else found.push(definition);
  }
  if (unknown.length > 0) {
    throw new SandboxFailure(
      `The cluster does not know ${unknown.join(", ")}.\nSet ARBORETUM_CRDS to a folder with the CustomResourceDefinitions of the operators.`,
    );
  }
  for (const definition of found) await install(cluster, definition);
}

async function install(cluster: Cluster, definition: KubeObject): Promise<void> {
  const { status: _, ...object } = definition;
  await cluster.apply(object);
  const problem = await awaitReady(cluster, object, 60);
  if (problem !== undefined)
    throw new SandboxFailure(`${object.metadata.name} is not established: ${problem}`);
}
