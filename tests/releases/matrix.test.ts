import { describe, expect, test } from "vitest";
import { matrix, matrixCsv } from "../../src/releases/matrix.ts";
import { mapFrom } from "./maps.ts";

const grid = matrix(
  mapFrom(`
deployments:
  a: { run: { ci: master, production: verawood } }
  b:
    run: { ci: verawood }
    applications: { add: [notes] }
    overrides:
      - { application: notes, image: "example/notes:1.0", why: x }
`),
);

describe("the grid", () => {
  test("has a cell for each application of each stage that runs", () => {
    expect(grid.deployments).toEqual(["a", "b"]);
    expect(grid.stages).toEqual(["ci", "qa", "production"]);
    expect(new Set(grid.cells.map(({ deployment, stage }) => `${deployment} ${stage}`))).toEqual(
      new Set(["a ci", "a production", "b ci"]),
    );
    expect(grid.applications).toContain("notes");
  });

  test("says the value and which line is the reason", () => {
    const notes = grid.cells.find(({ application }) => application === "notes");
    expect(notes).toMatchObject({
      release: "verawood",
      ref: "release/verawood.1",
      image: "example/notes:1.0",
    });
    expect(notes?.because.find(({ field }) => field === "image")?.place?.line).toBe(8);
  });

  test("leaves out an image that is not known", () => {
    expect(grid.cells.find(({ release }) => release === "master")).not.toHaveProperty("image");
  });

  test("as comma-separated text has one line a cell, each with as many fields", () => {
    const lines = matrixCsv(grid).trimEnd().split("\n");
    expect(lines).toHaveLength(grid.cells.length + 1);
    expect(lines[0]).toBe("deployment,stage,release,application,kind,origin,ref,runtime,image,because");
    const fields = (line: string) => line.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^,"]*)/g)?.length;
    expect(new Set(lines.map(fields))).toEqual(new Set([10]));
    expect(lines.find((line) => line.includes(",notes,"))).toContain("(release-map.yaml:8)");
  });
});
