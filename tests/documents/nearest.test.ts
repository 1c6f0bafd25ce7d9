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

  test.each([
    ["pap", "two letters that changed places are one slip"],
    ["apl", "so are they at the end"],
    ["ap", "one is missing"],
    ["appl", "one is too many"],
    ["aqp", "one is another"],
  ])("of %s is one of three letters: %s", (word) => {
    expect(nearest(word, [word === "apl" ? "alp" : "app"])).toBeDefined();
  });

  test.each(["xyp", "pxp", "xap", "pax", "apxy"])(
    "of %s is none of three letters: it is two slips away",
    (word) => {
      expect(nearest(word, ["app"])).toBeUndefined();
    },
  );

  test("is the nearest of all, and the first of those that are equally near", () => {
    expect(nearest("serch", ["starch", "search", "perch"])).toBe("search");
    expect(nearest("ap", ["app", "apt"])).toBe("app");
  });

  test("counts a swap once wherever it is, and whatever else is wrong as well", () => {
    expect(nearest("abdc", ["abcd"])).toBe("abcd");
    expect(nearest("zbadefg", ["yabdefg"])).toBe("yabdefg");
    expect(nearest("zqbadef", ["ywabdef"])).toBeUndefined();
  });

  test("may differ by a third of its letters", () => {
    expect(nearest("stxxio", ["studio"])).toBe("studio");
    expect(nearest("sxxxio", ["studio"])).toBeUndefined();
  });

  test("is found among names that are too short or too long to be meant", () => {
    const others = Array.from({ length: 60 }, (_, length) => "q".repeat(length));
    expect(nearest("max_conections", [...others, "maxConnections", ...others])).toBe("maxConnections");
    // Marks between words do not count, so that a name may be much longer than what is meant.
    expect(nearest("ab", ["a_-_-_b"])).toBe("a_-_-_b");
  });

  test("is looked for up to the longest name that somebody may write", () => {
    const name = "x".repeat(90);
    expect(nearest(name.slice(0, 80), [name])).toBe(name);
    expect(nearest(name.slice(0, 81), [name])).toBeUndefined();
  });

  test.each(["kubernetes", "", "x".repeat(10_000)])("of %j is none", (word) => {
    expect(nearest(word, names)).toBeUndefined();
    expect(didYouMean(word, names)).toBe("");
  });
});
