import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lint } from "../../src/releases/lint.ts";
import { matrix } from "../../src/releases/matrix.ts";
import { releaseTable, supportedReleases } from "../../src/releases/supported.ts";
import { mapFrom } from "./maps.ts";

const folder = new URL("../../src/releases/supported/", import.meta.url);

describe("the table of releases", () => {
  test("has every file of its folder, and nothing else, oldest first", () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
    expect([...supportedReleases.keys()].sort()).toEqual(files.sort());
    const ordinals = [...supportedReleases.values()].map(({ ordinal }) => ordinal);
    expect(ordinals).toEqual([...ordinals].sort((a, b) => a - b));
  });

  test("can be plain data: nothing in it is code", () => {
    const all = [...supportedReleases.values()];
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
  });

  const text =
    "deployments:\n  a: { run: { ci: verawood, qa: verawood } }\n  b: { run: { ci: ulmo, qa: teak } }\n";

  test.each([...supportedReleases.keys()])(
    "whatever does not run %s is the same without its file",
    (dropped) => {
      const rest = releaseTable([...supportedReleases.values()].filter(({ name }) => name !== dropped));
      const used = ["verawood", "ulmo", "teak"].includes(dropped);
      const problems = lint(mapFrom(text, rest), undefined, { today: "2026-11-21" });
      expect(problems.some(({ rule }) => rule === "release-unknown")).toBe(used);
      if (!used) {
        expect(problems).toEqual(lint(mapFrom(text), undefined, { today: "2026-11-21" }));
        expect(matrix(mapFrom(text, rest))).toEqual(matrix(mapFrom(text)));
      }
    },
  );

  test("takes a release that is added like any other", () => {
    const verawood = supportedReleases.get("verawood");
    if (verawood === undefined) throw new Error("verawood is missing");
    const willow = { ...verawood, name: "willow", ordinal: 23, line: "release/willow" };
    const table = releaseTable([willow, ...supportedReleases.values()]);
    expect([...table.keys()].slice(-3)).toEqual(["verawood", "willow", "master"]);
    expect(lint(mapFrom("deployments: { a: { run: { ci: willow } } }", table))).toEqual([]);
  });
});
