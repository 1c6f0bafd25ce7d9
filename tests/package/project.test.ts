import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { renderer } from "../../src/cli/rendered.ts";
import { engineConfiguration } from "../../src/settings/engine.ts";
import { repository, project as shipped } from "../cli/project.ts";
import { runInHost } from "../render/host.ts";
import { type Ended, run } from "./run.ts";

const NAME = "institution";

/** Stack files, a release map, and two lines of program: the project of an institution, with the package installed. */
function institution(): string {
  const pulumi = readFileSync(join(repository, "Pulumi.yaml"), "utf8")
    .replace("name: arboretum", `name: ${NAME}`)
    .replace("main: src/main.js", "main: main.js");
  const root = shipped({
    "Pulumi.yaml": pulumi,
    "main.js": 'export { default } from "arboretum/program";\n',
    "package.json": `{ "name": "${NAME}", "private": true, "type": "module", "dependencies": { "arboretum": "*" } }\n`,
    ".gitignore": "node_modules\nout/\n",
  });
  symlinkSync(join(inject("stranger"), "node_modules"), join(root, "node_modules"), "junction");
  return root;
}

const arboretum = (root: string, ...args: readonly string[]): Promise<Ended> =>
  run("npx", ["--no", "arboretum", ...args], root);

const git = (root: string, ...args: readonly string[]): Promise<Ended> =>
  run("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], root);

test("`npx arboretum` works on the project that it is called in, and writes there", async () => {
  const root = institution();
  const { code, out, err } = await arboretum(root, "preview", "ci", "platform");
  expect(err.replace(/^Rendering .*\n/gm, "")).toBe("");
  expect(code).toBe(0);
  expect(out).toMatch(/^ci +verawood/m);
  expect(existsSync(join(root, "out/ci/index.json"))).toBe(true);
  expect(readFileSync(join(root, "out/ci/index.json"), "utf8")).toContain(`::${NAME}::`);
});

test("`npx arboretum schema` gives the project the schemas that its editor asks for", async () => {
  const root = institution();
  expect(await arboretum(root, "schema")).toMatchObject({ code: 0 });
  const [first = ""] = readFileSync(join(root, "Pulumi.qa.yaml"), "utf8").split("\n");
  const named = /\$schema=(\S+)/.exec(first)?.[1] ?? "";
  expect(readFileSync(join(root, named), "utf8")).toBe(readFileSync(join(repository, named), "utf8"));
});

test("`--against` compares with another revision of a project whose Arboretum is a package", async () => {
  const root = institution();
  for (const args of [
    ["init", "--quiet"],
    ["add", "."],
    ["commit", "--quiet", "--message", "first"],
  ]) {
    expect(await git(root, ...args)).toMatchObject({ code: 0 });
  }
  const file = join(root, "Pulumi.ci.yaml");
  writeFileSync(file, `${readFileSync(file, "utf8")}  arboretum:site: { name: Elsewhere }\n`);
  const { code, out } = await arboretum(root, "preview", "ci", "--against", "HEAD", "--format", "json");
  expect(code).toBe(0);
  const { changes, problems } = JSON.parse(out) as {
    changes: { changes: { verdict: string }[] }[];
    problems: { rule: string }[];
  };
  expect(problems).toEqual([]);
  const [ci] = changes;
  expect(ci?.changes.length).toBeGreaterThan(0);
  // Without the other revision everything would be new.
  expect(ci?.changes.map(({ verdict }) => verdict)).toContain("update");
});

test("the program of the package registers under Pulumi's own host what the embedded engine renders", async () => {
  const root = institution();
  const composition = compose(openProject(root), "ci");
  const draw = await renderer(NAME, root, "preview");
  const { rendering, problems } = await draw(composition);
  expect(problems).toEqual([]);
  const { code, errors, urns } = await runInHost({
    project: root,
    main: "main.js",
    name: NAME,
    stack: "ci",
    ...engineConfiguration(composition.loaded),
  });
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect([...urns].sort()).toEqual(rendering?.resources.map(({ urn }) => urn).sort());
});
