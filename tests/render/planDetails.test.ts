import { describe, expect, test } from "vitest";
import { type Change, plan } from "../../src/render/plan.ts";
import type { Alias, Resource, Values } from "../../src/render/rendering.ts";
import { COMPONENT } from "../../src/vocabulary/labels.ts";
import { optionsWith, renderingOf, resourceOf, resourceWith, urnIn } from "../resource.ts";

const planOf = (before: readonly Resource[], after: readonly Resource[]): readonly Change[] =>
  plan(renderingOf(before), renderingOf(after));

const kind = "kubernetes:core/v1:ConfigMap";
const object = (name: string): Values => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "home" },
});
const map = (name: string, said: Partial<Resource> = {}) =>
  resourceOf(kind, name, { inputs: object("it"), ...said });
const component = (name: string, said: Partial<Resource> = {}) =>
  resourceOf("demo:index:Group", name, { custom: false, ...said });

/** What is said of every change, as it is said of one that does nothing. */
const nothing = {
  urn: map("it").urn,
  type: kind,
  name: "it",
  custom: true,
  paths: [],
  reasons: [],
  deletedFirst: false,
};

describe("a change says", () => {
  test("of what comes, goes, stays and is kept nothing more than that", () => {
    const kept = map("it", optionsWith({ retainOnDelete: true }));
    expect(planOf([], [map("it")])).toStrictEqual([{ ...nothing, verdict: "create" }]);
    expect(planOf([map("it")], [])).toStrictEqual([{ ...nothing, verdict: "delete" }]);
    expect(planOf([map("it")], [map("it")])).toStrictEqual([{ ...nothing, verdict: "same" }]);
    expect(planOf([kept], [])).toStrictEqual([{ ...nothing, verdict: "keep" }]);
  });

  test("of what changes in place what changes", () => {
    const labelled = map("it", { inputs: { ...object("it"), labels: "a" } });
    expect(planOf([map("it")], [labelled])).toStrictEqual([
      {
        ...nothing,
        verdict: "update",
        paths: [{ path: "labels", after: "a", secret: false, replaces: false }],
      },
    ]);
  });

  test("of what is replaced why, and that it is deleted first where it keeps its name", () => {
    const filled = map("it", { inputs: { ...object("it"), data: "a" } });
    expect(planOf([map("it")], [filled])).toStrictEqual([
      {
        ...nothing,
        verdict: "replace",
        paths: [{ path: "data", after: "a", secret: false, replaces: true }],
        reasons: ["data cannot change in place."],
        deletedFirst: true,
      },
    ]);
  });

  test("what its label says that it belongs to", () => {
    const metadata = { labels: { [COMPONENT]: "mysql" } };
    expect(planOf([], [map("it", { inputs: { metadata } })])[0]?.component).toBe("mysql");
  });

  test("only the paths that replace as reasons", () => {
    const changed = map("it", { inputs: { ...object("it"), data: "a", labels: "a" } });
    expect(planOf([map("it")], [changed])[0]?.reasons).toEqual(["data cannot change in place."]);
  });
});

test("what gets another name is created first, and finds its name free though the former one is kept", () => {
  const before = map("it", optionsWith({ retainOnDelete: true }));
  const [change] = planOf([before], [map("it", { inputs: object("other") })]);
  expect(change).toMatchObject({ verdict: "replace", deletedFirst: false });
  expect(change).not.toHaveProperty("refused");
});

test("a component is neither kept nor changed: only what is in it", () => {
  const kept = component("it", optionsWith({ retainOnDelete: true }));
  expect(planOf([kept], [])[0]?.verdict).toBe("delete");
  expect(planOf([kept], [component("it", { inputs: { size: 1 } })])[0]).toMatchObject({
    verdict: "same",
    paths: [],
  });
});

test("what is only looked up is not in the plan", () => {
  const read = map("it", { read: true });
  expect(planOf([], [read])).toEqual([]);
  expect(planOf([read], [])).toEqual([]);
});

describe("the provider", () => {
  const cluster = (name: string, clusterIdentifier: string) =>
    resourceOf("pulumi:providers:kubernetes", name, { inputs: { clusterIdentifier } });
  const on = (provider: Resource) => map("it", { provider: `${provider.urn}::id` });
  const [blue, green] = [cluster("blue", "one"), cluster("green", "two")];

  test.each<
    [what: string, before: readonly Resource[], after: readonly Resource[], reasons: readonly string[]]
  >([
    ["is the same", [blue, on(blue)], [blue, on(blue)], []],
    ["is replaced", [blue, on(blue)], [cluster("blue", "two"), on(blue)], ["Its provider is replaced."]],
    [
      "is another one, of another cluster",
      [blue, on(blue)],
      [green, on(green)],
      ["Its provider is another one."],
    ],
    [
      "is another one, and the former one stays",
      [blue, on(blue)],
      [blue, green, on(green)],
      ["Its provider is another one."],
    ],
    ["is another one, of the same cluster", [blue, on(blue)], [cluster("green", "one"), on(green)], []],
    ["was the default one", [map("it")], [blue, on(blue)], []],
    ["becomes the default one", [blue, on(blue)], [map("it")], []],
  ])("%s: what it serves is replaced by it or not", (_, before, after, reasons) => {
    const change = planOf(before, after).find(({ name }) => name === "it");
    expect(change).toMatchObject({ verdict: reasons.length > 0 ? "replace" : "same", reasons });
  });
});

describe("an alias", () => {
  const aliased = (name: string, ...aliases: readonly Alias[]) => map(name, optionsWith({ aliases }));
  const formers = (before: readonly Resource[], after: readonly Resource[]) =>
    planOf(before, after).map(({ name, verdict, formerUrn }) => [
      name,
      verdict,
      ...(formerUrn === undefined ? [] : [formerUrn]),
    ]);
  const old = map("old");

  test.each<[what: string, alias: Alias]>([
    ["name", { name: "old" }],
    ["whole URN", { urn: old.urn }],
  ])("by its %s finds what it was", (_, alias) => {
    expect(formers([old], [aliased("new", alias)])).toEqual([["new", "same", old.urn]]);
  });

  test.each<[what: string, said: Partial<Resource>, alias: Alias]>([
    ["type", { urn: urnIn("qa", "demo:index:Map", "new") }, { type: "demo:index:Map" }],
    ["stack", { urn: urnIn("ci", kind, "new") }, { stack: "ci" }],
    ["project", { urn: urnIn("qa", kind, "new").replace("::demo::", "::else::") }, { project: "else" }],
  ])("by another %s as well", (_, said, alias) => {
    const former = map("new", said);
    expect(formers([former], [aliased("new", alias)])).toEqual([["new", "same", former.urn]]);
  });

  test("is of no use to what exists by its own URN", () => {
    const [it, other] = [aliased("it", { name: "old" }), old];
    expect(formers([it, other], [it])).toEqual([
      ["it", "same"],
      ["old", "delete"],
    ]);
  });

  test("does not take what is still there, nor what another one has taken", () => {
    expect(formers([old], [old, aliased("new", { name: "old" })])).toEqual([
      ["old", "same"],
      ["new", "create"],
    ]);
    expect(formers([old], [aliased("one", { name: "old" }), aliased("two", { name: "old" })])).toEqual([
      ["one", "same", old.urn],
      ["two", "create"],
    ]);
  });

  describe("of what stands below a component", () => {
    const [home, away] = [component("home"), component("away")];
    const within = (parent: Resource, name: string, ...aliases: readonly Alias[]) => {
      const urn = parent.urn.replace("Group::", `Group$${kind}::`).replace(/[^:]+$/, name);
      return resourceWith({
        urn,
        type: kind,
        name,
        parent: parent.urn,
        inputs: object("it"),
        ...optionsWith({ aliases }),
      });
    };

    test("means the same component, where it names none", () => {
      const former = within(home, "old");
      const found = formers([home, former], [home, within(home, "new", { name: "old" })]);
      expect(found).toContainEqual(["new", "same", former.urn]);
    });

    test("means none, where it says so", () => {
      const found = formers([home, map("it")], [home, within(home, "it", { parent: null })]);
      expect(found).toContainEqual(["it", "same", map("it").urn]);
    });

    test("means the one that it names", () => {
      const outer = component("outer", {
        urn: urnIn("qa", "demo:index:Outer", "outer"),
        type: "demo:index:Outer",
      });
      const former = within(home, "it");
      const now = {
        ...within(home, "it", { parent: home.urn }),
        urn: urnIn("qa", `demo:index:Outer$${kind}`, "it"),
        parent: outer.urn,
      };
      expect(formers([home, outer, former], [home, outer, now])).toContainEqual(["it", "same", former.urn]);
    });

    test("follows the component, with the alias of its own", () => {
      const former = within(home, "old");
      const moved = { ...away, ...optionsWith({ aliases: [{ name: "home" }] }) };
      const found = formers([home, former], [moved, within(away, "new", { name: "old" })]);
      expect(found).toContainEqual(["new", "same", former.urn]);
    });
  });
});

describe("two stacks", () => {
  test("are two as well by their project: nothing is replaced", () => {
    const filled = map("it", { inputs: { ...object("it"), data: "a" } });
    const elsewhere = { ...filled, urn: filled.urn.replace("::demo::", "::else::") };
    const found = plan(renderingOf([map("it")]), renderingOf([elsewhere], { project: "else" }));
    expect(found).toStrictEqual([
      {
        ...nothing,
        urn: elsewhere.urn,
        formerUrn: map("it").urn,
        verdict: "update",
        paths: [{ path: "data", after: "a", secret: false, replaces: false }],
      },
    ]);
  });

  test("say once what only one of them has", () => {
    const one = map("one", { inputs: object("one") });
    const other = map("other", { inputs: object("other") });
    const found = plan(renderingOf([map("it"), one]), renderingOf([map("it"), other], { stack: "ci" }));
    expect(found.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["it", "same"],
      ["other", "create"],
      ["one", "delete"],
    ]);
  });
});
