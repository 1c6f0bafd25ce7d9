import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { parseReleaseMap, readReleaseMap, releaseMapSchema } from "../../src/releases/map.ts";

const run = "deployments:\n  academy:\n    run: { ci: verawood }\n";

test.each([
  ["branch_override", "Write `branch`."],
  ["translation_overrides", "Write `translations: { origin, branch }`: data, not lines of shell."],
])("the name that people bring along is answered with ours: %s", (name, remedy) => {
  const { problems } = parseReleaseMap(`${run}    overrides: [{ application: edx-platform, ${name}: x }]\n`);
  expect(problems.find(({ rule }) => rule === "key-moved")).toMatchObject({ remedy, place: { line: 4 } });
});

describe("what is wrong in itself is refused with its place", () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    [
      "an unknown key",
      `${run}    overides: []\n`,
      4,
      '"overides" is not a setting here. Did you mean "overrides"?',
    ],
    ["no deployments", "stages: [ci]\n", 1, "This is required."],
    ["a list for a map", "deployments: [a]\n", 1, "Expected a block of settings, found a list"],
    ["a number for a release", "deployments:\n  a:\n    run: { ci: 21 }\n", 3, "21"],
    [
      "a runtime without quotes",
      `${run}    overrides:\n      - { application: learning, runtime: 3.11 }\n`,
      5,
      "3.11",
    ],
    [
      "branch and tag together",
      `${run}    overrides:\n      - { application: learning, branch: a, tag: b }\n`,
      5,
      "Only one of branch, tag and commit",
    ],
    [
      "a theme that says no branch",
      `${run}    theme: { origin: example/theme }\n`,
      4,
      "A source has to say what is taken",
    ],
    [
      "a day that is none",
      `${run}    overrides:\n      - { application: learning, branch: a, until: soon }\n`,
      5,
      "This is not a day.",
    ],
    [
      "a digest that is none",
      `${run}    overrides:\n      - { application: learning, digest: sha256:abc }\n`,
      5,
      "This is not a digest.",
    ],
    [
      "a list of packages outside",
      `${run}    packages: ../secrets.txt\n`,
      4,
      "This is not a file of this project.",
    ],
    [
      "a name with capitals",
      "deployments:\n  Academy:\n    run: { ci: verawood }\n",
      2,
      "This is not a name.",
    ],
    ["a stage that stands twice", `stages: [ci, [qa, ci]]\n${run}`, 1, "A stage stands here twice."],
    [
      "an origin that is none",
      `${run}    overrides:\n      - { application: learning, origin: "my fork", branch: a }\n`,
      5,
      "This is not a repository.",
    ],
    [
      "a missing shared entry",
      `shared:\n  base: {}\n${run}    like: bse\n`,
      6,
      'deployments.academy is like "bse", and shared has no such entry. Did you mean "base"?',
    ],
  ];

  test.each(cases)("%s", (_what, text, line, says) => {
    const { map, problems } = parseReleaseMap(text);
    expect(map).toBeUndefined();
    const found = problems.find(({ message }) => message.includes(says));
    expect(problems.map(({ message }) => message).join("\n")).toContain(says);
    expect(found?.place).toMatchObject({ file: "release-map.yaml", line });
  });

  test.each([
    ["Ulmo", 'Write "ulmo".'],
    ["release/ulmo.3", "below `releases`: { ulmo: { patch: … } }."],
    ["open-release/quince.master", 'Write "quince".'],
    ["ulmo.3", 'Write "ulmo".'],
    ["9", "Write it alone, in small letters: verawood."],
  ])("a release that is written %s is told how it is written", (written, advice) => {
    const { problems } = parseReleaseMap(run.replace("verawood", JSON.stringify(written)));
    expect(problems.map(({ remedy }) => remedy).join()).toContain(advice);
  });

  test("everything that is wrong is told at once", () => {
    const { problems } = parseReleaseMap(`${run}    overides: []\n    theme: { origin: example/theme }\n`);
    expect(problems).toHaveLength(2);
  });

  test("a circle of shared entries is spelled out", () => {
    const circle = "shared:\n  a: { like: b }\n  b: { like: c }\n  c: { like: a }\n  d: { like: a }\n";
    const { map, problems } = parseReleaseMap(`${circle}${run}    like: d\n`);
    expect(map).toBeUndefined();
    expect(problems.map(({ message }) => message)).toEqual([
      "These entries of shared are like each other in a circle: a → b → c → a.",
    ]);
    expect(problems[0]?.place?.line).toBe(2);
  });

  test("an entry that is like itself is a circle too", () => {
    const { problems } = parseReleaseMap(`shared:\n  a: { like: a }\n${run}`);
    expect(problems[0]?.message).toContain("a → a");
  });
});

describe("files that are no map", () => {
  const folder = (write?: (root: string) => void) => {
    const root = mkdtempSync(join(tmpdir(), "releases-"));
    write?.(root);
    return root;
  };
  const read = (write?: (root: string) => void) => {
    const root = folder(write);
    try {
      return readReleaseMap(root);
    } finally {
      rmSync(root, { recursive: true });
    }
  };
  const write = (content: string | Buffer) => (root: string) =>
    writeFileSync(join(root, "release-map.yaml"), content);

  test.each([
    ["missing", undefined, "file-missing"],
    ["a folder", (root: string) => mkdirSync(join(root, "release-map.yaml")), "file-missing"],
    ["empty", write(""), "file-empty"],
    ["binary", write(Buffer.from([0, 1, 2, 255])), "file-binary"],
    ["broken YAML", write("deployments: [\n"), "yaml-broken"],
    ["a plain word", write("hello\n"), "value-invalid"],
    ["a list", write("- a\n- b\n"), "value-invalid"],
  ])("a map that is %s gives a problem and no map", (_what, prepare, rule) => {
    const { map, problems } = read(prepare);
    expect(map).toBeUndefined();
    expect(problems.map((problem) => problem.rule)).toContain(rule);
  });

  test("a list of packages is hashed when the map is read, and only what is below the folder", () => {
    const { map, problems } = read((root) => {
      write(`${run}    packages: "packages/{release}.txt"\n`)(root);
      mkdirSync(join(root, "packages"));
      writeFileSync(join(root, "packages/verawood.txt"), "xblock-example==1.0\n");
    });
    expect(problems).toEqual([]);
    expect(map?.packageLists.get("packages/verawood.txt")).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

describe("the schema", () => {
  const described = (schema: unknown, path: string): readonly string[] => {
    const node = schema as {
      description?: string;
      properties?: object;
      items?: unknown;
      anyOf?: unknown[];
      additionalProperties?: unknown;
    };
    const own = Object.entries(node.properties ?? {}).flatMap(([key, value]) => [
      ...((value as { description?: string }).description ? [] : [`${path}.${key}`]),
      ...described(value, `${path}.${key}`),
    ]);
    const below = [node.items, node.additionalProperties, ...(node.anyOf ?? [])].filter(
      (one) => typeof one === "object" && one !== null,
    );
    return [...own, ...below.flatMap((one) => described(one, path))];
  };

  test("every key says what it is for", () => {
    const schema = z.toJSONSchema(releaseMapSchema, { io: "input" });
    expect(Object.keys(schema.properties ?? {})).toContain("deployments");
    expect(described(schema, "")).toEqual([]);
  });
});
