import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { DASHBOARDS } from "../../scripts/tools/tools.ts";
import { topics } from "../../src/catalog/monitoring/dashboards/dashboards.ts";
import { grafanaModel } from "../../src/catalog/monitoring/dashboards/grafana.ts";
import { folderWith, withTool } from "./tool.ts";

const run = promisify(execFile);

withTool(DASHBOARDS, (program) => {
  const folder = folderWith({});
  const read = (name: string, model: unknown): Promise<string> => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(model));
    return run(program, [file]).then(
      () => "",
      ({ stdout }) => String(stdout),
    );
  };
  const modelOf = (name: string) =>
    grafanaModel(name, topics[name as keyof typeof topics], "https://wiki.example.edu/runbooks");

  test.each(Object.keys(topics))("Grafana's own types read the page %s whole", async (name) => {
    expect(await read(name, modelOf(name))).toBe("");
  });

  test("and refuse what they do not know, or miss", async () => {
    const { schemaVersion: _, ...without } = modelOf("pods");
    expect(await read("without", without)).toContain("schemaVersion");
    expect(await read("more", { ...modelOf("pods"), colour: "blue" })).toContain("colour");
  });
});
