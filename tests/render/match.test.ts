import { describe, expect, test } from "vitest";
import { matchAcross } from "../../src/render/match.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { resourceWith } from "../resource.ts";

const groupType = "demo:index:Group";
const mapType = "kubernetes:core/v1:ConfigMap";
const passwordType = "random:index/randomPassword:RandomPassword";

/** What one stack registers, each below another. */
function programOf(stack: string) {
  const resource = (types: string, name: string, parent: string, said: Partial<Resource> = {}) => {
    const type = types.slice(types.lastIndexOf("$") + 1);
    return resourceWith({
      urn: `urn:pulumi:${stack}::demo::${types}::${name}`,
      type,
      name,
      parent,
      custom: !types.endsWith(groupType) && !types.endsWith("Stack"),
      ...said,
    });
  };
  const root = resource("pulumi:pulumi:Stack", `demo-${stack}`, "");
  return {
    root,
    group: (name: string, parent = root) =>
      resource(parent === root ? groupType : `${groupType}$${groupType}`, name, parent.urn),
    password: (name: string, parent = root, types = groupType) =>
      resource(parent === root ? passwordType : `${types}$${passwordType}`, name, parent.urn),
    map: (name: string, namespace: string, object: string) =>
      resource(mapType, name, root.urn, { inputs: { metadata: { name: object, namespace } } }),
  };
}

const [ci, qa] = [programOf("ci"), programOf("qa")];

const pairs = (before: readonly Resource[], after: readonly Resource[]) =>
  matchAcross(before, after).map(({ now, old }) => [now.name, old?.name]);

test("the stacks themselves are each other's, though each is called after itself", () => {
  expect(pairs([ci.root], [qa.root])).toEqual([["demo-qa", "demo-ci"]]);
});

test("whatever has the same name in both is the same, in any order, once", () => {
  const before = [ci.password("one"), ci.password("other")];
  const after = [qa.password("other"), qa.password("one"), qa.password("more")];
  expect(pairs(before, after)).toEqual([
    ["other", "other"],
    ["one", "one"],
    ["more", undefined],
  ]);
});

describe("what is called after its deployment and stage is matched by the rest of its name", () => {
  const deployment = (program: typeof ci, name: string) => {
    const top = program.group(name);
    const inner = program.group(`${name}-mysql`, top);
    return [
      program.root,
      top,
      inner,
      program.password(`${name}-redis`, top),
      program.password(`${name}-mysql-root`, inner, `${groupType}$${groupType}`),
    ];
  };

  test("at every depth of its component", () => {
    const [before, after] = [deployment(ci, "academy-ci"), deployment(qa, "academy-qa")];
    expect(matchAcross(before, after).map(({ old }) => old)).toEqual(before);
  });

  test("and not where that is another", () => {
    const [before, after] = [ci, qa].map((program, index) => {
      const top = program.group(`academy-${index}`);
      return [program.root, top, program.password(`academy-${index}-${["mysql", "redis"][index]}`, top)];
    });
    expect(pairs(before ?? [], after ?? []).at(-1)).toEqual(["academy-1-redis", undefined]);
  });

  test("nor where it is not called after it at all", () => {
    const [before, after] = [ci, qa].map((program, index) => {
      const top = program.group(`academy-${index}`);
      return [program.root, top, program.password(["alice-key", "bobby-key"][index] ?? "", top)];
    });
    expect(pairs(before ?? [], after ?? []).at(-1)).toEqual(["bobby-key", undefined]);
  });

  test("nor where there is no component around it", () => {
    expect(pairs([ci.root, ci.password("one")], [qa.root, qa.password("other")]).at(-1)).toEqual([
      "other",
      undefined,
    ]);
  });
});

describe("an object that is called otherwise is matched by its kind and its own name", () => {
  test("in its namespace first", () => {
    const before = [ci.map("a", "x", "it"), ci.map("b", "y", "it")];
    const after = [qa.map("c", "x", "it"), qa.map("d", "y", "it")];
    expect(pairs(before, after)).toEqual([
      ["c", "a"],
      ["d", "b"],
    ]);
  });

  test("in another one, where it is in none of its own", () => {
    const before = [ci.map("a", "x", "it"), ci.map("b", "y", "it")];
    const after = [qa.map("c", "z", "it"), qa.map("d", "y", "it")];
    expect(pairs(before, after)).toEqual([
      ["c", "a"],
      ["d", "b"],
    ]);
  });

  test("and never where its logical name has found its own already", () => {
    const before = [ci.map("a", "x", "one"), ci.map("b", "x", "other")];
    const after = [qa.map("a", "x", "other"), qa.map("c", "x", "one")];
    expect(pairs(before, after)).toEqual([
      ["a", "a"],
      ["c", undefined],
    ]);
  });

  test("nor where it has none", () => {
    const unnamed = (program: typeof ci, name: string) => ({ ...program.map(name, "x", ""), inputs: {} });
    expect(pairs([unnamed(ci, "a")], [unnamed(qa, "b")])).toEqual([["b", undefined]]);
  });
});
