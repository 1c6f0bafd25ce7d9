import type { JsonSchema } from "./jsonSchema.ts";

/** A part of the reference: the sections of one kind of file. */
export interface Chapter {
  readonly title: string;
  readonly introduction: string;
  readonly schema: JsonSchema;
}

interface Row {
  readonly key: string;
  /** The forms of its blocks that have it, such as `driver: s3`, where others have it not. */
  readonly where: readonly string[];
  readonly allowed: string;
  readonly fallback: string;
  readonly meaning: string;
}

const HEADER = `# Settings

Generated from the schemas in \`src/settings/sections\` by \`arboretum schema\`. Do not edit it here.
A value that is a secret is encrypted: \`pulumi config set --path --secret arboretum:<section>.<key>\`.
`;

const EXPLANATION =
  "A dot leads into a block, `[]` into each item of a list, `<name>` into each block whose name is yours. " +
  "Where a block has several forms, `where` says which of them has the key.";

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
  const hasForms = rows.some(({ where }) => where.length > 0);
  const line = (key: string, where: string, ...rest: readonly string[]) =>
    `| ${[key, ...(hasForms ? [where] : []), ...rest].join(" | ")} |`;
  const table = rows.map(({ key, where, allowed, fallback, meaning }) =>
    line(`\`${key}\``, where.join(", "), ...[allowed, fallback, meaning].map(cell)),
  );
  const head = [
    line("key", "where", "allowed", "default", "meaning"),
    hasForms ? "|---|---|---|---|---|" : "|---|---|---|---|",
  ];
  return [`### ${name}\n`, `${section.description ?? ""}\n`, ...head, ...table, ""].join("\n");
}

const cell = (text: string) => text.replaceAll("|", "\\|");

const propertiesOf = (schema: JsonSchema) =>
  (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;

const isSecret = ({ title }: JsonSchema) => title === "secret";

/** The alternatives of a block, such as the drivers of a store; the block itself where there is one form alone. */
const formsOf = (schema: JsonSchema) => (schema.oneOf ?? schema.anyOf ?? [schema]) as readonly JsonSchema[];

function rowsBelow(prefix: string, block: JsonSchema): Row[] {
  const forms = formsOf(block);
  const told = discriminatorOf(forms);
  const rows = forms.flatMap((form) => {
    const required = (form.required ?? []) as readonly string[];
    return Object.entries(propertiesOf(form)).flatMap(([key, schema]) =>
      rowsOf(`${prefix}${key}`, schema, required.includes(key)).map((row) => ({
        ...row,
        form: told === undefined ? "" : `\`${told}: ${wordsOf(propertiesOf(form)[told]).join(", ")}\``,
        tells: key === told,
      })),
    );
  });
  return merged(rows, forms.length);
}

/** The key by which forms are told apart: `driver`, `kind`, `by`. */
const discriminatorOf = (forms: readonly JsonSchema[]): string | undefined =>
  forms.length < 2
    ? undefined
    : Object.keys(propertiesOf(forms[0] ?? {})).find((key) =>
        forms.every((form) => wordsOf(propertiesOf(form)[key]).length > 0),
      );

/** The fixed words that a value is one of. */
const wordsOf = (schema: JsonSchema | undefined): readonly unknown[] =>
  schema?.const === undefined ? ((schema?.enum ?? []) as readonly unknown[]) : [schema.const];

type FormRow = Row & { readonly form: string; readonly tells: boolean };

/** What all forms say alike is one row; what tells them apart is one that allows what any of them does; the rest says where it stands. */
function merged(rows: readonly FormRow[], forms: number): Row[] {
  const alike = Map.groupBy(rows, ({ key, where, allowed, fallback, meaning, tells }) =>
    tells ? key : JSON.stringify([key, where, allowed, fallback, meaning]),
  );
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { form: _, tells, ...row } = first;
    if (!tells) return [{ ...row, where: inForms(row, same, forms) }];
    return [{ ...row, allowed: same.map(({ allowed }) => allowed).join(", "), meaning: meaningOfAll(same) }];
  });
}

/** The first form may speak for all of them; of the others each says what it is. */
function meaningOfAll([first, ...others]: readonly FormRow[]): string {
  const spoken = [first, ...others.filter(({ allowed }) => !first?.meaning.includes(allowed))];
  return spoken
    .flatMap((row) => (row === undefined || row.meaning === "" ? [] : [namedMeaning(row)]))
    .join(" ");
}

const namedMeaning = ({ allowed, meaning }: FormRow): string =>
  allowed.split(", ").some((word) => meaning.includes(word)) ? meaning : `${allowed}: ${meaning}`;

const inForms = ({ where }: Row, same: readonly FormRow[], forms: number): readonly string[] =>
  same.length === forms || same.some(({ form }) => form === "")
    ? where
    : [...same.map(({ form }) => form), ...where];

function rowsOf(key: string, schema: JsonSchema, required = false): Row[] {
  const own: Row = {
    key,
    where: [],
    allowed: allowedIn(schema),
    fallback: required ? "required" : fallbackOf(schema),
    meaning: String(schema.description ?? ""),
  };
  if (isSecret(schema)) return [own];
  const below = [
    ...rowsBelow(`${key}.`, schema),
    ...rowsBelow(`${key}[].`, (schema.items ?? {}) as JsonSchema),
    ...rowsBelow(`${key}.<name>.`, (schema.additionalProperties || {}) as JsonSchema),
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
