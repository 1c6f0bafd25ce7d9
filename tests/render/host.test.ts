import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { renderer } from "../../src/cli/rendered.ts";
import { engineConfiguration } from "../../src/settings/engine.ts";
import { runInHost } from "./host.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "host-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A project that is nothing but a program. */
function tinyProject(index: string): string {
  const project = join(folder, "tiny");
  mkdirSync(join(project, "src"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"), "junction");
  writeFileSync(join(project, "package.json"), '{ "name": "tiny", "type": "module" }\n');
  writeFileSync(join(project, "src/index.ts"), index);
  return project;
}

const nothing = { configuration: {}, secretKeys: [] };

describe.concurrent("the SDK's own host", () => {
  test("ends with an error code, and says it once, when the program throws", async () => {
    const project = tinyProject(`export default async () => { throw new Error("out of luck"); };`);
    const run = { project, main: "src/index.ts", name: "tiny", stack: "qa", ...nothing };
    const { code, errors } = await runInHost(run);
    expect(code).toBe(32);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("out of luck");
  });

  test("gets one clear sentence from main.js on a Node that is too old, and nothing is registered", async () => {
    const old = `const versions = { ...process.versions, node: "20.20.2" };
      Object.defineProperty(process, "versions", { value: versions });
      Object.defineProperty(process, "version", { value: "v20.20.2" });`;
    const nodeOptions = `--import=data:text/javascript;base64,${Buffer.from(old).toString("base64")}`;
    const run = {
      project: root,
      main: "src/main.js",
      name: "arboretum",
      stack: "ci",
      ...nothing,
      nodeOptions,
    };
    const { code, urns, errors } = await runInHost(run);
    expect(code).toBe(32);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(
      "Arboretum needs Node 22.18 or newer (24 is what it is tested with), and this is v20.20.2: install Node 24",
    );
    expect(urns).toEqual(["urn:pulumi:ci::arboretum::pulumi:pulumi:Stack::arboretum-ci"]);
  });

  test("starts the ci stack through main.js, without compiling its TypeScript, and registers what the embedded engine does", async () => {
    const composition = compose(openProject(root), "ci");
    const draw = await renderer("arboretum", root, "preview");
    const { rendering, problems } = await draw(composition);
    expect(problems).toEqual([]);
    const result = await runInHost({
      project: root,
      main: "src/main.js",
      name: "arboretum",
      stack: "ci",
      ...engineConfiguration(composition.loaded),
    });
    expect(result).toMatchObject({ code: 0, errors: [] });
    expect([...result.urns].sort()).toEqual(rendering?.resources.map(({ urn }) => urn).sort());
  });
});
