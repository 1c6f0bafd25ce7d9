import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as offered from "../../src/exports/releases.ts";
import { pages, root } from "./pages.ts";

const page = pages.find(({ file }) => file === "docs/from-mit.md");

test("every look-up that the page promises is offered by the package", () => {
  const table = /^## The look-ups$([\s\S]*?)^## /m.exec(
    readFileSync(join(root, "docs/from-mit.md"), "utf8"),
  )?.[1];
  const promised = (table ?? "")
    .split("\n")
    .flatMap((line) => [...(line.split("|")[2] ?? "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => name));
  expect(promised.length).toBeGreaterThanOrEqual(8);
  expect(promised.filter((name) => !(name in offered))).toEqual([]);
});

test("the deployment that it moves resolves as the example's does, where both say it", () => {
  const text = page?.blocks.find(({ language }) => language === "yaml")?.text ?? "";
  const { map: moved } = offered.parseReleaseMap(text);
  const example = readFileSync(join(root, "examples/mit/release-map.yaml"), "utf8");
  const { map: whole } = offered.parseReleaseMap(example);
  if (moved === undefined || whole === undefined) throw new Error("a map is refused");
  for (const stage of ["qa", "production"]) {
    const [ours = [], theirs = []] = [moved, whole].map((map) =>
      [...(offered.resolve(map, "mitx", stage)?.applications.values() ?? [])].map(
        ({ application, origin, ref }) => ({ application, origin, ref }),
      ),
    );
    expect(ours.length).toBeGreaterThan(3);
    expect(ours).toEqual(theirs.filter(({ application }) => application !== "codejail"));
  }
});
