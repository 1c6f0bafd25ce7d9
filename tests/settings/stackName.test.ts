import { describe, expect, test } from "vitest";
import { loadSettings } from "../../src/settings/load.ts";
import { isPlatform, readStackName } from "../../src/settings/stackName.ts";

describe("the name of a stack", () => {
  test.each([
    ["qa", { kind: "deployment", stage: "qa" }],
    ["mitx-staging.production", { kind: "deployment", deployment: "mitx-staging", stage: "production" }],
    ["platform", { kind: "platform" }],
    ["platform.eu-1", { kind: "platform", cluster: "eu-1" }],
    ["platforms", { kind: "deployment", stage: "platforms" }],
  ])("%s says what the stack is", (stack, name) => {
    expect(readStackName(stack)).toEqual({ name, problems: [] });
  });

  test("says whether it is a platform, and a deployment may be called almost like one", () => {
    expect(["platform", "platform.eu", "platformers.qa", "qa", "a.b.c"].filter(isPlatform)).toEqual([
      "platform",
      "platform.eu",
    ]);
  });

  test.each([
    "",
    ".",
    "qa.",
    ".qa",
    "a.b.c",
    "QA",
    "q a",
    "../qa",
    "qa/",
    "qa\n",
    "-qa",
    "x".repeat(200),
    "1qa",
  ])("%j is no name of a stack", (stack) => {
    const { name, problems } = readStackName(stack);
    expect(name).toBeUndefined();
    expect(problems).toMatchObject([{ rule: "stack-name" }]);
    expect(problems[0]?.message.length).toBeLessThan(120);
  });

  test("with organisation and project before it is answered with the short one", () => {
    expect(readStackName("organization/arboretum/mitx.qa").problems[0]?.remedy).toBe("Write mitx.qa alone.");
  });

  test("without a file, in a folder that does not exist either, is a problem and no exception", () => {
    expect(loadSettings("/nowhere", "qa").problems).toMatchObject([{ rule: "stack-missing", stack: "qa" }]);
  });

  test("that is odd never becomes the path of a file", () => {
    const read = () => {
      throw new Error("a file was read");
    };
    expect(loadSettings("/nowhere", "../../etc/passwd", read).problems).toMatchObject([
      { rule: "stack-name" },
    ]);
  });
});
