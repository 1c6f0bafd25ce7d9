import { describe, expect, test } from "vitest";
import { didYouMean, nearest } from "../../src/documents/nearest.ts";

const names = ["domain", "studio", "apps", "search", "https", "maxConnections"];

describe("the nearest spelling", () => {
  test.each([
    ["doamin", "domain"],
    ["Domain", "domain"],
    ["max_connections", "maxConnections"],
    ["maxconections", "maxConnections"],
    ["serch", "search"],
    ["app", "apps"],
  ])("of %s is %s", (word, meant) => {
    expect(nearest(word, names)).toBe(meant);
  });

  test.each(["kubernetes", "", "x".repeat(10_000)])("of %j is none", (word) => {
    expect(nearest(word, names)).toBeUndefined();
    expect(didYouMean(word, names)).toBe("");
  });
});
