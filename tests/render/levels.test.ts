import { describe, expect, test } from "vitest";
import { leveled } from "../../src/render/levels.ts";
import type { Resource, Values } from "../../src/render/rendering.ts";
import { renderingOf, resourceOf } from "../resource.ts";

const urnsOf = (resources: readonly Resource[]) => resources.map(({ urn }) => urn);

/** Registered with what it waits for. */
const waiting = (one: Resource, ...needed: readonly Resource[]): Resource => ({
  ...one,
  dependencies: urnsOf(needed),
});
const below = (parent: Resource, one: Resource): Resource => ({ ...one, parent: parent.urn });

const map = (name: string, metadata: Values | null = {}) =>
  resourceOf("kubernetes:core/v1:ConfigMap", name, { inputs: { metadata } });
const password = (name: string) => resourceOf("random:index/randomPassword:RandomPassword", name);
const component = (name: string) => resourceOf("demo:index:Group", name, { custom: false });
const namespace = (name: string) =>
  resourceOf("kubernetes:core/v1:Namespace", name, { outputs: { metadata: { name } } });
const definition = (spec: Values | null) =>
  resourceOf("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "definition", {
    inputs: { spec },
  });
const widget = (apiVersion: string) =>
  resourceOf(`kubernetes:${apiVersion}:Widget`, "widget", { inputs: { apiVersion, kind: "Widget" } });

const [first, second] = [map("first"), map("second")];

/** What each waits for directly, by name. */
function waits(...resources: readonly Resource[]): Record<string, readonly string[]> {
  const nameOf = new Map(resources.map(({ urn, name }) => [urn, name]));
  return Object.fromEntries(
    leveled(renderingOf(resources)).map(({ resource, dependencies }) => [
      resource.name,
      dependencies.map((urn) => nameOf.get(urn) ?? urn),
    ]),
  );
}

const levels = (...resources: readonly Resource[]) =>
  leveled(renderingOf(resources)).map(({ level }) => level);

describe("what is applied", () => {
  test.each([
    ["an object", first, true],
    ["a release", resourceOf("kubernetes:helm.sh/v3:Release", "it"), true],
    ["a password", password("it"), false],
    ["an object that is only looked up", { ...first, read: true }, false],
    [
      "a component of the provider",
      resourceOf("kubernetes:helm.sh/v4:Chart", "it", { custom: false }),
      false,
    ],
  ])("%s: it is, %s", (_, resource, applied) => {
    expect(leveled(renderingOf([resource]))).toHaveLength(applied ? 1 : 0);
  });
});

describe("an object waits for", () => {
  test("nothing, where it says nothing", () => {
    expect(leveled(renderingOf([first]))).toEqual([{ resource: first, level: 0, dependencies: [] }]);
    expect(waits(map("bare", null))).toEqual({ bare: [] });
  });

  test("what it names, each once, in the order of their URNs", () => {
    expect(waits(first, second, waiting(map("it"), second, first, second)).it).toEqual(["first", "second"]);
  });

  test("what stands behind that which is not applied", () => {
    const outer = waiting(password("outer"), waiting(password("inner"), first));
    const inner = waiting(password("inner"), first);
    expect(waits(first, inner, outer, waiting(map("it"), outer)).it).toEqual(["first"]);
  });

  test("its provider's needs", () => {
    const provider = waiting(resourceOf("pulumi:providers:kubernetes", "cluster"), first);
    expect(waits(first, provider, { ...map("it"), provider: `${provider.urn}::id` }).it).toEqual(["first"]);
  });

  test("the needs of all components around it", () => {
    const outer = waiting(component("outer"), first);
    const inner = below(outer, waiting(component("inner"), second));
    expect(waits(first, second, outer, inner, below(inner, map("it"))).it).toEqual(["first", "second"]);
  });

  test("the object of which it is a child", () => {
    expect(waits(first, below(first, map("it"))).it).toEqual(["first"]);
  });

  test("its namespace, by its metadata, or of a release by its own field", () => {
    const academy = namespace("academy");
    const release = resourceOf("kubernetes:helm.sh/v3:Release", "release", {
      inputs: { namespace: "academy" },
    });
    expect(
      waits(academy, namespace("other"), map("it", { namespace: "academy" }), release, map("global")),
    ).toEqual({ academy: [], other: [], it: ["academy"], release: ["academy"], global: [] });
  });

  test("the namespace that is made, where another program's is looked up as well", () => {
    const made = namespace("academy");
    const read = { ...namespace("academy"), urn: "urn:pulumi:qa::demo::read::academy", read: true };
    expect(waits(made, read, map("it", { namespace: "academy" })).it).toEqual(["academy"]);
  });

  test.each([
    ["of its group and kind", { group: "demo.org", names: { kind: "Widget" } }, ["definition"]],
    ["not of another group", { group: "other.org", names: { kind: "Widget" } }, []],
    ["not of another kind", { group: "demo.org", names: { kind: "Gadget" } }, []],
    ["not of one that says nothing", null, []],
  ])("its definition: %s", (_, spec, found) => {
    expect(waits(definition(spec), widget("demo.org/v1")).widget).toEqual(found);
  });

  test("no namespace of what another provider calls so", () => {
    const elsewhere = resourceOf("demo:index:Thing", "elsewhere", { inputs: { namespace: "academy" } });
    expect(waits(namespace("academy"), elsewhere, waiting(map("it"), elsewhere)).it).toEqual([]);
  });

  test("nothing that the rendering does not have", () => {
    expect(waits(waiting(map("it"), map("unknown"))).it).toEqual([]);
  });
});

describe("a level", () => {
  test("is one more than the highest of what it waits for", () => {
    const third = waiting(map("third"), waiting(second, first));
    expect(levels(first, waiting(second, first), third, waiting(map("it"), first, third))).toEqual([
      0, 1, 2, 3,
    ]);
  });

  test("is found though what it waits for comes later", () => {
    expect(levels(waiting(second, first), first)).toEqual([1, 0]);
  });
});

describe("a circle ends", () => {
  test("of passwords: what is behind them is found all the same", () => {
    const one = waiting(password("one"), password("other"), first);
    const other = waiting(password("other"), password("one"));
    expect(waits(first, one, other, waiting(map("it"), one)).it).toEqual(["first"]);
  });

  test("of an object and a password: nothing waits for itself", () => {
    const between = waiting(password("between"), map("it"));
    expect(waits(between, waiting(map("it"), between))).toEqual({ it: [] });
  });

  test("of two objects", () => {
    expect(levels(waiting(first, second), waiting(second, first))).toHaveLength(2);
  });
});
