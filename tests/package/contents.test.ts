import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";

const packed = inject("packed");
const folder = join(inject("stranger"), "node_modules/arboretum");
const read = (path: string) => readFileSync(join(folder, path), "utf8");
const manifest = JSON.parse(read("package.json")) as {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
};

describe("the package", () => {
  test("is built code with its types, and no source, test or setting of this repository", () => {
    const odd = packed.filter((path) => !/^(?:dist|bin)\/|^(?:package\.json|README\.md|LICENSE)$/.test(path));
    expect(odd).toEqual([]);
    expect(packed.filter((path) => /(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  test("has every module, and every file that stands beside the modules", () => {
    const wanted = globSync("{src,sandbox}/**/*.*").flatMap((file) => {
      const [, name = ""] = /^(.*)\.[jt]s$/.exec(file) ?? [];
      // What a container runs is a file of its own, and not a module of ours.
      return name === "" || (file.endsWith(".js") && file.startsWith("src/catalog/shell/"))
        ? [`dist/${file}`]
        : [`dist/${name}.js`, `dist/${name}.d.ts`];
    });
    expect(wanted.length).toBeGreaterThan(300);
    expect(wanted.filter((path) => !packed.includes(path))).toEqual([]);
  });

  test("imports no TypeScript: Node strips no types below node_modules", () => {
    const code = packed.filter((path) => path.endsWith(".js") && path.startsWith("dist/"));
    const naming = code.filter((path) =>
      /(?:\bfrom |\bimport ?\(?|new URL\()\s*["'`][^"'`\n]*\.ts["'`]/.test(read(path)),
    );
    expect(naming).toEqual([]);
  });

  test("has the files that it says it has", () => {
    const named = [...Object.values(manifest.exports), ...Object.values(manifest.bin)].flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target),
    );
    const missing = named.map((path) => path.replace(/^\.\//, "")).filter((path) => !packed.includes(path));
    expect(missing).toEqual([]);
  });

  test("brings no Node and no second SDK along", () => {
    const installed = globSync("node_modules/**/@pulumi/pulumi/package.json", { cwd: inject("stranger") });
    expect(installed).toEqual(["node_modules/@pulumi/pulumi/package.json"]);
    expect(
      globSync("node_modules/node-*", { cwd: inject("stranger") }).filter((path) =>
        /node-(?:linux|win)-/.test(path),
      ),
    ).toEqual([]);
  });
});
