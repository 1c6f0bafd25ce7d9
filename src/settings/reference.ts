import type { JsonSchema } from "./jsonSchema.ts";

/** A part of the reference: the sections of one kind of file. */
export interface Chapter {
  readonly title: string;
  readonly introduction: string;
  readonly schema: JsonSchema;
}

interface Row {
  readonly key: string;
  readonly allowed: string;
  readonly fallback: string;
  readonly meaning: string;
}

const HEADER = `# Settings

Generated from the schemas in \`src/settings/sections\` by \`arboretum schema\`. Do not edit it here.
A value that is a secret is encrypted: \`pulumi config set --path --secret arboretum:<section>.<key>\`.
`;

const EXPLANATION =
  "A dot leads into a block, `[]` into each item of a list. `by name` is a block whose keys are names of your own.";

/** The page that lists every setting: one table for each section. */
export function reference(chapters: readonly Chapter[]): string {
  return [HEADER, `${EXPLANATION}\n`, ...chapters.map(chapterText)].join("\n");
}

function chapterText({ title, introduction, schema }: Chapter): string {
  const sections = Object.entries(propertiesOf(schema)).map(([name, section]) => sectionText(name, section));
  return [`## ${title}\n`, `${introduction}\n`, ...sections].join("\n");
}

function sectionText(name: string, section: JsonSchema): string {
  const rows = section.type === "array" ? rowsOf("[]", section.items as JsonSchema) : rowsBelow("", section);
  const table = rows.map(
    ({ key, allowed, fallback, meaning }) =>
      `| ${[`\`${key}\``, allowed, fallback, meaning].map(cell).join(" | ")} |`,
  );
  const lines = ["| key | allowed | default | meaning |", "|---|---|---|---|", ...table];
  return [`### ${name}\n`, `${section.description ?? ""}\n`, ...lines, ""].join("\n");
}

const cell = (text: string) => text.replaceAll("|", "\\|");

const propertiesOf = (schema: JsonSchema) =>
  (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;

const isSecret = ({ title }: JsonSchema) => title === "secret";

/** The alternatives of a block, such as the drivers of a store; the block itself where there is one form alone. */
const formsOf = (schema: JsonSchema) => (schema.oneOf ?? schema.anyOf ?? [schema]) as readonly JsonSchema[];

function rowsBelow(prefix: string, block: JsonSchema): Row[] {
  const rows = formsOf(block).flatMap((form) => {
    const required = (form.required ?? []) as readonly string[];
    return Object.entries(propertiesOf(form)).flatMap(([key, schema]) =>
      rowsOf(`${prefix}${key}`, schema, required.includes(key)),
    );
  });
  return merged(rows);
}

/** What several forms share, such as `driver`, is one row that allows what any of them allows and means what each says. */
function merged(rows: readonly Row[]): Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const other = byKey.get(row.key);
    const both = (key: "allowed" | "meaning", between: string) =>
      [...new Set([other?.[key], row[key]])].filter((one) => one !== undefined).join(between);
    byKey.set(row.key, { ...(other ?? row), allowed: both("allowed", ", "), meaning: both("meaning", " ") });
  }
  return [...byKey.values()];
}

function rowsOf(key: string, schema: JsonSchema, required = false): Row[] {
  const own: Row = {
    key,
    allowed: allowedIn(schema),
    fallback: required ? "required" : fallbackOf(schema),
    meaning: String(schema.description ?? ""),
  };
  if (isSecret(schema)) return [own];
  const items = schema.items as JsonSchema | undefined;
  const below = [
    ...rowsBelow(`${key}.`, schema),
    ...(items?.properties === undefined ? [] : rowsBelow(`${key}[].`, items)),
  ];
  // A block without a meaning of its own says all it says by its keys.
  return own.meaning === "" && below.length > 0 ? below : [own, ...below];
}

const fallbackOf = ({ default: fallback }: JsonSchema) =>
  fallback === undefined ? "" : `\`${typeof fallback === "string" ? fallback : JSON.stringify(fallback)}\``;

function allowedIn(schema: JsonSchema): string {
  const { title, type, additionalProperties, propertyNames } = schema;
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => `\`${one}\``).join(", ");
  if (title !== undefined) return String(title);
  if (type === "integer") return range(schema);
  if (type === "boolean") return "true, false";
  if (type === "array") return `list: ${allowedIn((schema.items ?? {}) as JsonSchema)}`;
  if (propertyNames !== undefined) {
    const name = (propertyNames as JsonSchema).title ?? "name";
    return `by ${name}: ${allowedIn((additionalProperties ?? {}) as JsonSchema)}`;
  }
  return type === "object" || schema.oneOf !== undefined ? "block" : "any value";
}

function range({ minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `whole number, ${minimum} to ${maximum}`;
  return minimum === undefined ? "whole number" : `whole number, at least ${minimum}`;
}
