import { describe, expect, test } from "vitest";
import { at, below, isWithin, keysOf, withoutKeys } from "../../src/documents/propertyPath.ts";

describe("a path", () => {
  test.each([
    ["", "spec", "spec"],
    ["spec", "replicas", "spec.replicas"],
    ["spec", "x-y_$1", "spec.x-y_$1"],
    ["spec", "_a", "spec._a"],
    ["data", "tls.key", 'data["tls.key"]'],
    ["data", "1a", 'data["1a"]'],
    ["data", "a b", 'data["a b"]'],
    ["data", "", 'data[""]'],
    ["", "a.b", '["a.b"]'],
    ["data", 'say "a" "b"', 'data["say \\"a\\" \\"b\\""]'],
  ])("leads from %j by the key %j as %s", (path, key, longer) => {
    expect(below(path, key)).toBe(longer);
    expect(keysOf(longer)).toEqual([...keysOf(path), key]);
  });

  test("leads to an item by its index", () => {
    expect(at("spec.containers", 12)).toBe("spec.containers[12]");
    expect(keysOf("spec.containers[12].env[0]")).toEqual(["spec", "containers", "12", "env", "0"]);
    expect(keysOf("[3].a")).toEqual(["3", "a"]);
    expect(keysOf("containers[*].image")).toEqual(["containers", "*", "image"]);
    expect(keysOf("")).toEqual([]);
  });

  test.each([
    ["spec.template", "spec", true],
    ["spec", "spec", true],
    ["spec", "", true],
    ["spec", "spec.template", false],
    ["specs", "spec", false],
    ["status", "spec", false],
    ["spec.containers[4].image", "spec.containers[*].image", true],
    ["spec.containers[4].name", "spec.containers[*].image", false],
    ["spec.a.image", "*.a", true],
    ['data["tls.key"]', "data.tls", false],
  ])("%s, within %j: %s", (path, prefix, within) => {
    expect(isWithin(path, prefix)).toBe(within);
  });
});

describe("a value without what is secret in it", () => {
  const value = { a: { b: 1, c: 2 }, list: [{ x: 1, y: 2 }, "text"], plain: 5 };
  test.each([
    [["plain"], { a: value.a, list: value.list }],
    [["a", "b"], { a: { c: 2 }, list: value.list, plain: 5 }],
    [["a"], { list: value.list, plain: 5 }],
    [["list", "0", "x"], { ...value, list: [{ y: 2 }, "text"] }],
    [["list", "1"], { ...value, list: [{ x: 1, y: 2 }, ""] }],
    [["list", "7"], value],
    [["absent", "b"], value],
    [["plain", "b"], value],
    [[], value],
  ])("%j", (keys, rest) => {
    expect(withoutKeys(value, keys)).toEqual(rest);
  });

  test.each([["text"], [5], [null], [undefined]])("that is %j is as it was", (plain) => {
    expect(withoutKeys(plain, ["a"])).toBe(plain);
  });

  test("holds no key more than before", () => {
    expect(Object.keys(withoutKeys({ b: 1 }, ["a", "x"]) as object)).toEqual(["b"]);
  });
});
