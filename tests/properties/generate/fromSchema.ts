import fc from "fast-check";
import * as z from "zod";
import { branchesOf, definitionOf, type Schema } from "../../../src/documents/schema.ts";

/** Values for what a schema cannot say: a name that has to exist elsewhere, a number that has to suffice. By path. */
export type Hints = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** How often a text of one form has to be right by chance, so that a search for one ends soon. */
const TRIALS = 60;
const ENOUGH = 3;

/**
 * Any value that a schema lets a person write, derived from the schema itself: whatever is added to it is generated from then on.
 * Refinements across several keys are not followed; see `repaired.ts`.
 */
export function arbitraryOf(schema: Schema, hints: Hints = {}, path = ""): fc.Arbitrary<unknown> {
  const hint = hints[path];
  if (hint !== undefined) return hint;
  const { secret, title } = z.globalRegistry.get(schema) ?? {};
  if (secret === true) return encrypted;
  if (title === "times of a calendar") return calendar;
  // A tag that moves is refused outside the first stage.
  if (title === "image with a tag or a digest") return fc.constant("ghcr.io/academy/program:1.4");
  const inner = (one: Schema, step = "") => arbitraryOf(one, hints, `${path}${step}`);
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
    case "nonoptional":
      return inner(definition.innerType);
    case "pipe":
      return inner(definition.in);
    case "union":
      return fc.oneof(...definition.options.map((option) => inner(option)));
    case "literal":
      return fc.constantFrom(...definition.values);
    case "enum":
      return fc.constantFrom(...Object.values(definition.entries));
    case "boolean":
      return fc.boolean();
    case "number":
      return number(schema);
    case "string":
      return textOf(schema, path);
    case "array":
      return fc.array(inner(definition.element, "[]"), { ...lengths(schema), size: "small" });
    case "record":
      return fc.dictionary(
        inner(definition.keyType as Schema, ".<name>") as fc.Arbitrary<string>,
        inner(definition.valueType, ".*"),
        { maxKeys: 3 },
      );
    case "object":
      return block(definition.shape, (name) => inner(definition.shape[name] as Schema, dotted(path, name)));
    case "unknown":
      return anyTree;
    default:
      throw new Error(`Nobody knows how to make a value of ${path}: it is a ${definition.type}. Add a hint.`);
  }
}

const dotted = (path: string, name: string) => (path === "" ? name : `.${name}`);

function block(
  shape: Readonly<Record<string, Schema>>,
  madeOf: (name: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const names = Object.keys(shape);
  const requiredKeys = names.filter((name) => isRequired(shape[name] as Schema));
  return fc.record(Object.fromEntries(names.map((name) => [name, madeOf(name)])), { requiredKeys });
}

/** An empty block as a default is none where something in it is required. */
const isRequired = (schema: Schema): boolean => !z.safeParse(schema, undefined).success;

interface Check {
  readonly check: string;
  readonly [detail: string]: unknown;
}

function checksOf(schema: Schema): readonly Check[] {
  const { checks = [] } = definitionOf(schema) as { readonly checks?: readonly z.core.$ZodCheck<never>[] };
  return checks.map(({ _zod }) => _zod.def as unknown as Check);
}

function lengths(schema: Schema): { readonly minLength: number; readonly maxLength: number } {
  const checks = checksOf(schema);
  const minLength = Number(checks.find(({ check }) => check === "min_length")?.minimum ?? 0);
  return { minLength, maxLength: minLength + 3 };
}

function number(schema: Schema): fc.Arbitrary<number> {
  const checks = checksOf(schema);
  const bound = (kind: string) => checks.find(({ check }) => check === kind)?.value as number | undefined;
  const min = bound("greater_than") ?? -1000;
  return fc.integer({ min: Math.ceil(min), max: Math.floor(bound("less_than") ?? min + 200) });
}

/** Lookarounds narrow what a pattern allows, and fast-check does not read them: the schema itself decides in the end. */
const readable = (pattern: RegExp) => pattern.source.replaceAll(/\(\?<?[=!](?:[^()]|\([^()]*\))*\)/g, "");

function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** Many settings have texts of one form, and fast-check takes long to see what a form allows. */
const matching = remembered((pattern: string) => fc.stringMatching(new RegExp(pattern), { size: "-1" }));
const atLeast = remembered((minLength: number) => fc.string({ minLength }));

function textOf(schema: Schema, path: string): fc.Arbitrary<string> {
  const { format } = definitionOf(schema) as { readonly format?: string };
  if (format === "date") return day;
  if (format === "url") return address;
  const checks = checksOf(schema);
  const pattern = checks.find(({ check }) => check === "string_format")?.pattern as RegExp | undefined;
  const shortest = Number(checks.find(({ check }) => check === "min_length")?.minimum ?? 0);
  const made = pattern ? matching(readable(pattern)) : atLeast(shortest);
  const isRight = (text: string) => z.safeParse(schema, text).success;
  const right = fc.sample(made, { numRuns: TRIALS, seed: 1 }).filter(isRight).length;
  if (right < ENOUGH)
    throw new Error(`Too few texts of the form of ${path} are right by chance. Add a hint.`);
  return made.filter(isRight);
}

const day = fc
  .date({ min: new Date("2026-01-01"), max: new Date("2029-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** `fc.webUrl` takes a second to be made. */
const segment = fc.stringMatching(/^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2}){0,6}$/);
const address = fc
  .tuple(fc.domain(), fc.array(segment, { maxLength: 3 }))
  .map(([host, path]) => `https://${[host, ...path].join("/")}`);

/** Some time of every day, as cron writes it. */
const calendar = fc
  .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }))
  .map(([minute, hour]) => `${minute} ${hour} * * *`);

export const encrypted = fc.stringMatching(/^[A-Za-z0-9+/]{24}$/).map((text) => ({ secure: `v1:${text}` }));

/** Texts that YAML, Python or a shell could misunderstand. */
export const AWKWARD = [
  "on",
  "no",
  "1:30",
  "0777",
  "2026-01-01",
  "~",
  "null",
  "a: b",
  "# c",
  "it's",
  '"',
  "%",
  "é",
  "- x",
  "{{ x }}",
];

const anyTree = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(...AWKWARD),
    fc.string({ maxLength: 12 }),
    fc.integer({ min: -1000, max: 1000 }),
    fc.boolean(),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,6}$/), tie("tree"), { maxKeys: 3 }),
  ),
})).tree;

/** Every key that a schema lets a person write: `edge.domain`, `egress[].ports`. */
export function settingsIn(schema: Schema, path = ""): readonly string[] {
  const found = branchesOf(schema).flatMap((branch) => {
    const definition = definitionOf(branch);
    switch (definition.type) {
      case "array":
        return settingsIn(definition.element, `${path}[]`);
      case "object":
        return Object.entries(definition.shape).flatMap(([name, value]) =>
          settingsIn(value, `${path}${dotted(path, name)}`),
        );
      default:
        return [path];
    }
  });
  return [...new Set(found)];
}

/** Whether a schema takes whatever somebody writes at a path. */
export function takesAnything(schema: Schema, path: readonly (string | number)[]): boolean {
  const [step, ...below] = path;
  return branchesOf(schema).some((branch) => {
    const definition = definitionOf(branch);
    switch (definition.type) {
      case "array":
        return takesAnything(definition.element, below);
      case "record":
        return takesAnything(definition.valueType, below);
      case "object": {
        const inner = definition.shape[step ?? ""];
        return inner !== undefined && takesAnything(inner, below);
      }
      default:
        return definition.type === "unknown";
    }
  });
}
