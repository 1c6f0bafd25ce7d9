/** Plain data. */
type Value = string | number | boolean | null | readonly Value[] | Values;
interface Values {
  readonly [key: string]: Value;
}

/** What may stand in a document; absent fields are left out. */
type Writable = Value | undefined;

// Words that YAML 1.1, which Kubernetes tools still read, or YAML 1.2 take for something other than text.
const words = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);
// Starts with a letter, `_` or `/`, and holds neither control characters nor line breaks of any YAML version.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in it
const plain = /^[A-Za-z_/][^\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*$/;
const quantity = /^\d+(?:m|s|h|d|[KMGT]i)$/;
// JSON leaves these as they are; YAML forbids them or breaks lines at them.
const unprintable = /[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above; tabs and line feeds are fine in a block
const unfitForBlock = /[\x00-\x08\x0b-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;

// A last line of nothing but blanks would be taken for the end of the block.
const blankAtEnd = /(?:^|\n)[ \t]+\n*$|^\n*$/;

const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

function isPlain(text: string): boolean {
  if (!plain.test(text)) return quantity.test(text);
  if (text.length <= 5 && words.has(text.toLowerCase())) return false;
  // Some readers of YAML 1.1 take `e0` for a number.
  if (/^[eE][-+]?\d/.test(text)) return false;
  return !text.includes(": ") && !text.includes(" #") && !text.endsWith(":") && !text.endsWith(" ");
}

const inline = (text: string): string => (isPlain(text) ? text : quoted(text));

/** Text of several lines as it reads, `|` and the lines; or quoted where a block cannot hold it. */
function textOf(text: string, indent: string): string {
  if (!text.includes("\n") || unfitForBlock.test(text) || blankAtEnd.test(text)) return inline(text);
  const body = text.replace(/\n*$/, "");
  // Without a number YAML takes the indentation of the first line, which must then have none of its own.
  const depth = /^[ \n]*[ ]/.test(body) ? "2" : "";
  const ending = text === body ? "-" : text === `${body}\n` ? "" : "+";
  const lines = (ending === "+" ? text.slice(0, -1) : body).split("\n");
  return `|${depth}${ending}\n${lines.map((line) => (line === "" ? "" : `${indent}  ${line}`)).join("\n")}`;
}

function scalar(value: string | number | boolean | null, indent: string): string {
  if (typeof value === "string") return textOf(value, indent);
  if (typeof value === "number" && !Number.isFinite(value)) {
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

const present = (record: Values): readonly (readonly [string, Writable])[] =>
  Object.entries(record).filter(([, value]) => value !== undefined);

/** A value behind a key or a dash: on the same line, or below it. */
function behind(value: Writable, indent: string, into: string[]): void {
  if (typeof value !== "object" || value === null) {
    into.push(" ", scalar(value ?? null, indent), "\n");
  } else if (Array.isArray(value)) {
    if (value.length === 0) into.push(" []\n");
    else {
      into.push("\n");
      list(value, `${indent}  `, into);
    }
  } else {
    const fields = present(value as Values);
    if (fields.length === 0) into.push(" {}\n");
    else {
      into.push("\n", `${indent}  `);
      record(fields, `${indent}  `, into);
    }
  }
}

/** The fields of a record; the caller has written the indentation of the first. */
function record(fields: readonly (readonly [string, Writable])[], indent: string, into: string[]): void {
  fields.forEach(([key, value], index) => {
    into.push(index === 0 ? "" : indent, inline(key), ":");
    behind(value, indent, into);
  });
}

function list(items: readonly Value[], indent: string, into: string[]): void {
  for (const item of items) {
    const fields =
      typeof item === "object" && item !== null && !Array.isArray(item) ? present(item as Values) : [];
    into.push(indent, "-");
    if (fields.length === 0) behind(item, indent, into);
    else {
      into.push(" ");
      record(fields, `${indent}  `, into);
    }
  }
}

/** One document. Several times faster than a general writer, and it never folds a line. */
export function toYaml(value: Value): string {
  if (typeof value !== "object" || value === null) {
    return `${typeof value === "string" ? inline(value) : scalar(value, "")}\n`;
  }
  const into: string[] = [];
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]\n";
    list(value, "", into);
  } else {
    const fields = present(value as Values);
    if (fields.length === 0) return "{}\n";
    record(fields, "", into);
  }
  return into.join("");
}

/** Several documents in one file. */
export const toYamlStream = (documents: readonly Value[]): string => documents.map(toYaml).join("---\n");
