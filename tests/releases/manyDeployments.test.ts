import { describe, expect, test } from "vitest";
import { lint } from "../../src/releases/lint.ts";
import { resolve } from "../../src/releases/resolve.ts";
import { mapFrom } from "./maps.ts";

describe("a thousand deployments", () => {
  test("are read, linted and resolved in three stages within seconds", () => {
    const row = (index: number) =>
      `  d${index}:\n    like: base\n    run: { ci: verawood, qa: verawood, production: verawood }\n    overrides: [{ application: learning, stage: ci, branch: try }]\n`;
    const rows = Array.from({ length: 1000 }, (_, index) => row(index)).join("");
    const text = `shared:\n  base: { applications: { add: [notes] } }\ndeployments:\n${rows}`;
    const start = process.threadCpuUsage();
    const map = mapFrom(text);
    const problems = lint(map, undefined, { today: "2026-11-21" });
    const resolved = [...map.deployments.keys()].flatMap((deployment) =>
      [...map.stages.keys()].map((stage) => resolve(map, deployment, stage)),
    );
    // Time of its own, whatever else the machine does: half a second where it is quiet.
    const { user, system } = process.threadCpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(5_000);
    expect(resolved.every((one) => one?.applications.has("notes"))).toBe(true);
    expect(problems.filter(({ rule }) => rule === "image-not-built")).toHaveLength(1000);
  });
});
