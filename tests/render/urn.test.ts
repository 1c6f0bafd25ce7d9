import { describe, expect, test } from "vitest";
import { packageOf, parseUrn, providerUrn, urnOf } from "../../src/render/urn.ts";

const stack = "urn:pulumi:qa::demo::pulumi:pulumi:Stack::demo-qa";
const group = "urn:pulumi:qa::demo::demo:Group::store";

describe("a URN is read", () => {
  test.each([
    [
      "of a child: its own type is the last one",
      "urn:pulumi:qa::demo::demo:Group$kubernetes:core/v1:Secret::keys",
      ["qa", "demo", "demo:Group$kubernetes:core/v1:Secret", "kubernetes:core/v1:Secret", "keys"],
    ],
    [
      "of a name that looks like one",
      "urn:pulumi:qa::demo::demo:Group::one::two",
      ["qa", "demo", "demo:Group", "demo:Group", "one::two"],
    ],
    ["of nothing: there is nothing in it", "", ["", "", "", "", ""]],
  ] as const)("%s", (_, urn, [stack, project, qualifiedType, type, name]) => {
    expect(parseUrn(urn)).toEqual({ stack, project, qualifiedType, type, name });
  });
});

describe("a URN is written", () => {
  test.each([
    ["without a parent", "", "demo:Group::it"],
    ["below the stack, which is not named", stack, "demo:Group::it"],
    ["below a component", group, "demo:Group$demo:Group::it"],
    [
      "below two",
      `${group.replace("demo:Group", "demo:Top$demo:Group")}`,
      "demo:Top$demo:Group$demo:Group::it",
    ],
  ])("%s", (_, parent, end) => {
    const urn = urnOf({ stack: "qa", project: "demo", parent, type: "demo:Group", name: "it" });
    expect(urn).toBe(`urn:pulumi:qa::demo::${end}`);
  });
});

test.each([
  ["kubernetes:apps/v1:Deployment", "kubernetes"],
  ["pulumi:providers:kubernetes", "kubernetes"],
  ["pulumi:pulumi:Stack", "pulumi"],
  ["pulumi:pulumi:StackReference", "pulumi"],
  ["demo:providers:Thing", "demo"],
  ["random:index/randomPassword:RandomPassword", "random"],
])("%s is of the package %s", (type, name) => {
  expect(packageOf(type)).toBe(name);
});

test.each([
  [`${group}::04da6b54-80e4-46f7-96ec-b56ff0331ba9`, group],
  ["", ""],
])("the provider %j has the URN %j", (reference, urn) => {
  expect(providerUrn(reference)).toBe(urn);
});
