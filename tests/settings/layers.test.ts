import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { merge } from "../../src/settings/merge.ts";
import { type Files, loadFiles } from "./files.ts";

const files: Files = {
  "Pulumi.qa.yaml": `config:
  arboretum:layers: [deployments/academy.yaml, stages/qa.yaml]
  arboretum:edge: { domain: qa.example.edu }
  arboretum:stores:
    mysql: { memory: 4Gi }
`,
  "deployments/academy.yaml": `site: { name: Academy, contact: help@example.edu }
cluster: { identifier: learning }
stores:
  mysql: { memory: 1Gi, volume: 30Gi }
images: { floating: [openedx, mfe] }
django: { lms: { FEATURES: { A: true, B: [1, 2] } } }
`,
  "stages/qa.yaml": `stores:
  mysql: { memory: 3Gi, maxConnections: 99 }
images: { floating: [notes] }
django: { lms: { FEATURES: { B: [3], C: null } } }
`,
};

describe("layers", () => {
  const loaded = loadFiles(files);
  const settings = loaded.kind === "deployment" ? loaded.settings : undefined;

  test("are merged in the order given, the stack file last", () => {
    expect(loaded.problems).toEqual([]);
    expect(settings?.stores.mysql).toEqual({
      driver: "single",
      memory: "4Gi",
      volume: "30Gi",
      maxConnections: 99,
    });
    expect(loaded.layers).toEqual(["deployments/academy.yaml", "stages/qa.yaml"]);
  });

  test("replace a list, and grow a block", () => {
    expect(settings?.images.floating).toEqual(["notes"]);
    expect(settings?.django.lms).toEqual({ FEATURES: { A: true, B: [3], C: null } });
  });

  test("leave derived values to be derived", () => {
    expect(settings?.edge).toEqual({
      domain: "qa.example.edu",
      studio: "studio.qa.example.edu",
      apps: "apps.qa.example.edu",
      preview: "preview.qa.example.edu",
      search: "search.qa.example.edu",
      static: "static.qa.example.edu",
      notes: "notes.qa.example.edu",
      discovery: "discovery.qa.example.edu",
      files: "files.qa.example.edu",
      credentials: "credentials.qa.example.edu",
      ecommerce: "ecommerce.qa.example.edu",
      verify: "verify.qa.example.edu",
      xqueue: "xqueue.qa.example.edu",
      https: true,
      also: [],
    });
  });

  test.each([
    [["edge", "domain"], "Pulumi.qa.yaml", 3, 29],
    [["stores", "mysql", "memory"], "Pulumi.qa.yaml", 5, 22],
    [["stores", "mysql", "volume"], "deployments/academy.yaml", 4, 33],
    [["stores", "mysql", "maxConnections"], "stages/qa.yaml", 2, 41],
    [["images", "floating", 0], "stages/qa.yaml", 3, 22],
    [["django", "lms", "FEATURES", "A"], "deployments/academy.yaml", 6, 33],
    [["django", "lms", "FEATURES", "B", 0], "stages/qa.yaml", 4, 34],
  ])("%j is known to come from %s", (path, layer, line, column) => {
    expect(loaded.sourceOf(path)).toEqual({ layer, file: layer, line, column });
  });

  test.each([
    [["edge", "https"]],
    [["edge", "studio"]],
    [["keep"]],
    [["images", "floating", 1]],
    [["nowhere"]],
  ])("%j is known to come from nobody", (path) => {
    expect(loaded.sourceOf(path)).toEqual({ layer: "default" });
  });
});

/** A layer with one more line, below stack and layers that are right. */
const withLayer = (text: string) => loadFiles({ ...files, "stages/qa.yaml": text });

describe("a problem in a layer", () => {
  test.each([
    ["layers: [a.yaml]", 1, 1, "layer-nested", "layers", "A layer names no layers."],
    ["arboretum:layers: [a.yaml]", 1, 1, "layer-nested", "arboretum:layers", "A layer names no layers."],
    ["arboretum:edge: {}", 1, 1, "layer-prefix", "arboretum:edge", "Sections have no prefix in a layer."],
    ["config: {}", 1, 1, "section-misplaced", "config", "A layer has no `config`."],
    ["egde: {}", 1, 1, "key-unknown", "egde", '"egde" is not a section. Did you mean "edge"?'],
    ["SMTP_HOST: x", 1, 1, "key-moved", "SMTP_HOST", '"SMTP_HOST" is not a section.'],
    ["offers: {}", 1, 1, "key-unknown", "offers", '"offers" is not a section.'],
    ["keep: true", 1, 7, "section-plain", "keep", "A section is not a single value"],
    ["keep:\n  data: 5", 2, 9, "value-invalid", "keep.data", "Expected true or false, found a number (5)."],
    [
      "keep:\n  date: true",
      2,
      3,
      "key-unknown",
      "keep.date",
      '"date" is not a setting here. Did you mean "data"?',
    ],
    ["images: { registry: 1.10 }", 1, 21, "value-ambiguous", "images.registry", "1.10 is read as a number"],
    ["site: { name: }", 1, 15, "value-nothing", "site.name", "Nothing is written here."],
    ["- a", 1, 1, "layer-file", undefined, "This is no layer."],
    ["a: [", 1, 5, "yaml-broken", undefined, "This is not usable YAML."],
    ["", undefined, undefined, "file-empty", undefined, "This file is empty."],
  ])("%j points into the layer, for whatever stack it is", (text, line, column, rule, path, message) => {
    const { problems } = withLayer(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      rule,
      place: { file: "stages/qa.yaml", ...(line ? { line, column } : {}) },
    });
    expect([problems[0]?.path, problems[0]?.stack]).toEqual([path, undefined]);
    expect(problems[0]?.message.startsWith(message), problems[0]?.message).toBe(true);
  });

  test("that hides what is required elsewhere is not followed by complaints about that", () => {
    const { problems } = loadFiles({ ...files, "deployments/academy.yaml": "site: [" });
    expect(problems).toMatchObject([{ rule: "yaml-broken", place: { file: "deployments/academy.yaml" } }]);
  });

  test("is one problem however many lines name the file", () => {
    const twice = files["Pulumi.qa.yaml"]?.replace("stages/qa.yaml", "stages/qa.yaml, stages/qa.yaml") ?? "";
    const { problems } = loadFiles({ ...files, "Pulumi.qa.yaml": twice });
    expect(problems).toMatchObject([
      { rule: "layers-invalid", path: "arboretum:layers[2]", message: '"stages/qa.yaml" is named twice.' },
    ]);
  });
});

describe("merging", () => {
  const numbers = fc.dictionary(fc.constantFrom("a", "b"), fc.integer());
  const block = fc.record(
    { plain: fc.integer(), list: fc.array(fc.integer()), below: numbers },
    { requiredKeys: [] },
  );

  test("gives the same whichever two neighbours are brought together first", () => {
    fc.assert(
      fc.property(block, block, block, (one, two, three) => {
        expect(merge(merge(one, two), three)).toEqual(merge(one, merge(two, three)));
      }),
    );
  });

  test("takes nothing from what every object inherits", () => {
    const evil: unknown = JSON.parse('{ "__proto__": { "polluted": true } }');
    expect(Object.keys(merge({ a: 1 }, evil) as object)).toEqual(["a", "__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
