import { describe, expect, test } from "vitest";
import { mergeContributions } from "../../src/catalog/configuration.ts";
import { AFTER_UPSTREAM } from "../../src/catalog/python/python.ts";
import { secret } from "../../src/vocabulary/late.ts";
import { composed, deploymentOf } from "../house.ts";

const merged = (...values: Parameters<typeof mergeContributions>[0][number]["values"][]) =>
  mergeContributions(values.map((one, index) => ({ source: `source ${index}`, values: one })));

describe("merging contributions", () => {
  test("changes none of them, and nothing that every object inherits", () => {
    const all = [
      { A: {} },
      { A: { B: { C: 1 } } },
      { A: { B: { D: 2 } } },
      JSON.parse('{"__proto__":{"polluted":1}}'),
    ];
    const before = structuredClone(all);
    expect(merged(...all).values).toMatchObject({ A: { B: { C: 1, D: 2 } } });
    expect(all).toEqual(before);
    expect({}).not.toHaveProperty("polluted");
  });

  test("leaves the source of what is only called alike", () => {
    const { provenance } = merged({ "A.B": 1, A: 1 }, { A: 2 });
    expect(provenance).toContainEqual({ key: "A.B", source: "source 0" });
  });

  test("joins blocks key by key, and says of each key who said it", () => {
    const { values, provenance } = merged({ FEATURES: { A: 1, B: 1 } }, { FEATURES: { B: 2, C: 2 } });
    expect(values).toEqual({ FEATURES: { A: 1, B: 2, C: 2 } });
    expect(provenance).toEqual([
      { key: "FEATURES.A", source: "source 0" },
      { key: "FEATURES.B", source: "source 1" },
      { key: "FEATURES.C", source: "source 1" },
    ]);
  });

  test.each([
    ["a list", ["x"]],
    ["a secret", secret("a/b")],
    ["a text", "x"],
    ["nothing", null],
    ["an empty block", {}],
  ])("puts %s in the place of a block, and nothing of the block is left behind", (_, value) => {
    const { values, provenance } = merged({ A: { deep: { er: 1 } } }, { A: value });
    expect(values).toEqual({ A: value });
    expect(provenance).toEqual([{ key: "A", source: "source 1" }]);
  });

  test("puts a block in the place of a value, with the source of its own keys alone", () => {
    const { values, provenance } = merged({ A: "x" }, { A: { deep: 1 } });
    expect(values).toEqual({ A: { deep: 1 } });
    expect(provenance).toEqual([{ key: "A.deep", source: "source 1" }]);
  });

  test("does not take a key for a block because it starts with the name of another", () => {
    expect(merged({ AB: 1 }, { A: 2 }).provenance.map(({ key }) => key)).toEqual(["A", "AB"]);
  });
});

test("what is set after upstream is shown once, by its own name, with the source that wins", () => {
  const { provenance } = merged(
    { ALLOWED_HOSTS: ["a"], B: 1 },
    { [AFTER_UPSTREAM]: { ALLOWED_HOSTS: ["b"], C: 1 } },
    { B: 2 },
  );
  expect(provenance).toEqual([
    { key: "ALLOWED_HOSTS", source: "source 1" },
    { key: "B", source: "source 2" },
    { key: "C", source: "source 1" },
  ]);
});

test("a setting of the user wins over the catalogue, and carries file, line and column", () => {
  const lines = ["django: { lms: { FEATURES: { ENABLE_CORS_HEADERS: false }, OURS: 1 } }"];
  const blueprint = deploymentOf(composed("qa", lines));
  const said = (key: string) => blueprint.provenance.lms?.find((one) => one.key === key)?.source;
  expect(said("OURS")).toMatch(/^Pulumi\.qa\.yaml:\d+:\d+$/);
  expect(said("FEATURES.ENABLE_CORS_HEADERS")).toMatch(/^Pulumi\.qa\.yaml:\d+:\d+$/);
  expect(said("FEATURES.ENABLE_COURSE_DISCOVERY")).toBe("catalog: search");
});
