import { describe, expect, test } from "vitest";
import { compareWithEngine, engineConfiguration } from "../../src/settings/engine.ts";
import { loadWith } from "./files.ts";

const loaded =
  loadWith(`  arboretum:mail: { host: a, port: 25, from: a@b.edu, user: u, password: { secure: "v1:abc" } }
  arboretum:django: { lms: { LIST: [1, { secure: "v1:def" }], RATE: 0.5, NOTHING: null } }
  arboretum:layers: []
  pulumi:plain: text`);

const { configuration, secretKeys } = engineConfiguration(loaded);

/** What the engine hands over: the stack file with its secrets decrypted. */
const decrypted = (): Record<string, string> => ({
  ...configuration,
  "arboretum:mail": JSON.stringify({ from: "a@b.edu", port: 25, host: "a", user: "u", password: "hunter2" }),
  "arboretum:django": JSON.stringify({ lms: { LIST: [1, "hunter2"], RATE: 0.5, NOTHING: null } }),
  "aws:region": "not ours",
});

describe("the configuration for the embedded engine", () => {
  test("has the form in which the real one hands it over", () => {
    expect(loaded.problems).toEqual([]);
    expect(configuration["arboretum:site"]).toBe('{"name":"Academy","contact":"help@example.edu"}');
    expect(configuration["arboretum:layers"]).toBe("[]");
    expect(configuration["pulumi:plain"]).toBe("text");
  });

  test("holds a visibly false text for each secret, and calls its key secret", () => {
    expect(JSON.parse(configuration["arboretum:mail"] ?? "")).toMatchObject({
      password: "not-a-secret:mail.password",
    });
    expect(JSON.parse(configuration["arboretum:django"] ?? "")).toMatchObject({
      lms: { LIST: [1, "not-a-secret:django.lms.LIST.1"] },
    });
    expect(secretKeys).toEqual(["arboretum:mail", "arboretum:django"]);
    expect(JSON.stringify(configuration)).not.toContain("v1:");
  });

  test("agrees with the file that it is made from", () => {
    expect(compareWithEngine(loaded, configuration)).toEqual([]);
  });
});

describe("what the real engine was given", () => {
  test("agrees where only secrets are decrypted and keys are in another order", () => {
    expect(compareWithEngine(loaded, decrypted())).toEqual([]);
  });

  test.each([
    ["another value", { "arboretum:edge": '{"domain":"other.example.edu"}' }, "arboretum:edge.domain", 4],
    [
      "one value more",
      { "arboretum:edge": '{"domain":"learn.example.edu","https":false}' },
      "arboretum:edge.https",
      4,
    ],
    ["one value less", { "arboretum:site": '{"name":"Academy"}' }, "arboretum:site.contact", 2],
    [
      "a number as text",
      { "arboretum:mail": '{"from":"a@b.edu","port":"25","host":"a","user":"u","password":"x"}' },
      "arboretum:mail.port",
      5,
    ],
    ["a list that is longer", { "arboretum:layers": '["a.yaml"]' }, "arboretum:layers", 7],
    ["no JSON", { "arboretum:site": "Academy" }, "arboretum:site", 2],
    ["a section that stands nowhere", { "arboretum:keep": "{}" }, "arboretum:keep", 1],
  ])("differs by %s, and the place is said", (_, change, path, line) => {
    const problems = compareWithEngine(loaded, { ...decrypted(), ...change });
    expect(problems).toMatchObject([
      { rule: "engine-differs", path, stack: "qa", place: { file: "Pulumi.qa.yaml", line } },
    ]);
  });

  test("differs where a section is missing altogether", () => {
    const { "arboretum:edge": _, ...rest } = decrypted();
    expect(compareWithEngine(loaded, rest)).toMatchObject([
      { rule: "engine-differs", path: "arboretum:edge" },
    ]);
  });

  test("differs where a secret of the file was not handed over", () => {
    const mail = '{"from":"a@b.edu","port":25,"host":"a","user":"u"}';
    const problems = compareWithEngine(loaded, { ...decrypted(), "arboretum:mail": mail });
    expect(problems).toMatchObject([{ rule: "engine-differs", path: "arboretum:mail.password" }]);
  });

  test("is never quoted, since it may be a secret", () => {
    const problems = compareWithEngine(loaded, {
      ...decrypted(),
      "arboretum:site": '{"name":"hunter2","x":"hunter2"}',
    });
    expect(problems).not.toHaveLength(0);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });
});
