import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { pathText } from "../../src/settings/written.ts";
import { loadFiles } from "./files.ts";

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };
type Sections = { readonly [section: string]: Value };
type Path = readonly (string | number)[];

const word = fc.stringMatching(/^[a-z]{1,12}$/);
const host = fc.tuple(word, word).map(([a, b]) => `${a}.${b}.edu`);
const size = fc.integer({ min: 1, max: 999 }).map((number) => `${number}Gi`);
/** What begins like a number may be one to somebody, `0_` for example, and is rightly refused without quotes. */
const text = fc
  .string({ minLength: 1, maxLength: 40 })
  .filter((value) => /^\S(?:.*\S)?$/.test(value) && !/^[-+.\d]/.test(value));
const secure = fc.constant({ secure: "v1:abc" });
const some = <T>(parts: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) => fc.record(parts, { requiredKeys: [] });

/** Whatever the stack of a deployment may say, but for the user's own Django settings, which may be anything. */
const sections = fc.record(
  {
    site: fc.record({
      name: text,
      contact: host.map((at) => `help@${at}`),
      language: fc.constantFrom("en", "pt-br"),
    }),
    cluster: fc.record(
      { identifier: text, storageClass: word, kubeconfig: secure },
      { requiredKeys: ["identifier"] },
    ),
    edge: host.map((domain) => ({ domain, studio: `s.${domain}`, https: false })),
    images: some({ registry: host, floating: fc.uniqueArray(word, { minLength: 1 }) }),
    secrets: some({
      source: fc.constantFrom("generated", "pulumi"),
      rotation: fc.record({ "a/b": fc.integer({ min: 1, max: 99 }) }),
      given: fc.record({ "c/d": secure }),
    }),
    egress: fc.uniqueArray(
      fc.record({
        to: word,
        network: fc.constantFrom("internet", "10.0.0.0/8"),
        ports: fc.array(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 3 }),
        from: fc.array(word, { minLength: 1, maxLength: 3 }),
        why: text,
      }),
      { selector: ({ to }) => to, maxLength: 3 },
    ),
    scale: some({
      profile: fc.constantFrom("ci", "small", "medium", "large"),
      lms: some({
        replicas: fc.integer({ min: 1, max: 50 }).map((min) => ({ min, max: min * 2 })),
        memory: size,
        cpu: fc.constantFrom("500m", "2"),
        processes: fc.integer({ min: 1, max: 64 }),
      }),
    }),
    stores: some({
      mysql: some({
        driver: fc.constant("single"),
        volume: size,
        maxConnections: fc.integer({ min: 10, max: 1000 }),
      }),
      broker: some({ longestDelay: fc.constantFrom("7d", "90s"), eviction: fc.constant("noeviction") }),
    }),
    mail: fc.record({
      host,
      port: fc.integer({ min: 1, max: 65535 }),
      from: host.map((at) => `a@${at}`),
      user: text,
      password: secure,
      security: fc.constantFrom("starttls", "tls", "none"),
    }),
    keep: some({ data: fc.boolean(), namespaces: fc.boolean(), secrets: fc.boolean() }),
    change: some({ migrations: some({ longest: fc.constantFrom("1h", "3h") }) }),
  },
  { requiredKeys: ["site", "cluster", "edge"] },
) as unknown as fc.Arbitrary<Sections>;

const stackText = (all: Sections) =>
  stringify({
    config: Object.fromEntries(Object.entries(all).map(([name, section]) => [`arboretum:${name}`, section])),
  });

const load = (all: Sections) => loadFiles({ "Pulumi.qa.yaml": stackText(all) });

const isBlock = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === "object" && !Array.isArray(value) && !Object.hasOwn(value, "secure");

/** The way to every value: sections, blocks, lists, and what is in them. */
function pathsIn(value: Value, path: Path = []): Path[] {
  const below = Array.isArray(value)
    ? value.flatMap((item, index) => pathsIn(item, [...path, index]))
    : isBlock(value)
      ? Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]))
      : [];
  return path.length === 0 ? below : [path, ...below];
}

/** The same tree with another value at one path. */
function replaced(value: Value, [step, ...rest]: Path, by: Value): Value {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
  const block = value as { readonly [key: string]: Value };
  return { ...block, [step]: replaced(block[step] ?? "", rest, by) };
}

const at = (value: Value, path: Path) => path.reduce<Value>((here, step) => (here as never)[step], value);

/** A value that no setting takes where the given one is right. */
function wrongFor(value: Value): Value {
  if (typeof value === "string") return 17.5;
  if (typeof value === "number" || Array.isArray(value)) return "wrong, wrong!";
  if (typeof value === "boolean") return "perhaps";
  return ["wrong"];
}

const oneOf = fc.nat().map(
  (number) =>
    <T>(items: readonly T[]) =>
      items[number % items.length] as T,
);

function shuffled(value: Value, order: (count: number) => number[]): Value {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
  if (!isBlock(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    order(entries.length).map((index) => {
      const [key, item] = entries[index] as [string, Value];
      return [key, shuffled(item, order)];
    }),
  );
}

describe("whatever a stack says", () => {
  test("that is right is accepted", () => {
    fc.assert(
      fc.property(sections, (all) => {
        expect(load(all).problems).toEqual([]);
      }),
    );
  });

  test("with one value corrupted is refused by the name of that value", () => {
    fc.assert(
      fc.property(sections, oneOf, (all, choose) => {
        const path = choose(pathsIn(all));
        const { settings, problems } = load(replaced(all, path, wrongFor(at(all, path))) as Sections);
        expect(settings).toBeUndefined();
        expect(
          problems
            .map((problem) => problem.path ?? "")
            .some((named) => named.startsWith(`arboretum:${pathText(path)}`)),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("with one key too many is refused by the name of that key", () => {
    fc.assert(
      fc.property(sections, oneOf, (all, choose) => {
        const path = choose(pathsIn(all).filter((one) => isBlock(at(all, one))));
        const { settings, problems } = load(replaced(all, [...path, "Zzz"], 5) as Sections);
        expect(settings).toBeUndefined();
        expect(problems.map((problem) => problem.path)).toContain(`arboretum:${pathText([...path, "Zzz"])}`);
      }),
      { numRuns: 300 },
    );
  });

  test("means the same in any order of keys", () => {
    const reversed = (count: number) => Array.from({ length: count }, (_, index) => count - 1 - index);
    fc.assert(
      fc.property(sections, (all) => {
        expect(load(shuffled(all, reversed) as Sections).settings).toEqual(load(all).settings);
      }),
    );
  });

  test("as arbitrary text gives problems, never an exception", () => {
    const noise = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      sections.chain((all) => fc.nat(400).map((length) => stackText(all).slice(0, length))),
    );
    fc.assert(
      fc.property(noise, (text) => {
        const { problems, settings } = loadFiles({ "Pulumi.qa.yaml": text });
        expect(problems.length > 0 || settings !== undefined).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("as arbitrary YAML in every section gives problems with a place, never an exception", () => {
    const anything = fc.dictionary(
      fc.constantFrom("site", "cluster", "edge", "mail", "stores", "egress", "secrets", "layers"),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anything, (all) => {
        const { problems } = load(all as Sections);
        expect(problems.every(({ place }) => place?.line !== undefined)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
