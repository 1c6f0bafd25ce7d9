import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

const repository = join(import.meta.dirname, "../..");

declare module "vitest" {
  export interface ProvidedContext {
    /** Files of the package, as npm lists them. */
    packed: readonly string[];
    /** A copy of `examples/alone`, with the package installed as its README says. */
    stranger: string;
  }
}

/** Packs the package and installs it where a stranger would: outside of this repository, with npm alone. */
export default function install(vitest: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "arboretum-package-")));
  const stranger = join(folder, "examples/alone");
  mkdirSync(stranger, { recursive: true });
  cpSync(join(repository, "examples/alone"), stranger, {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  });
  const said = npm(["pack", "--json", "--pack-destination", folder], repository);
  // What the build prints comes first.
  const [{ files }] = JSON.parse(said.slice(said.indexOf("[\n"))) as [{ files: { path: string }[] }];
  npm(["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], stranger);
  vitest.provide(
    "packed",
    files.map(({ path }) => path),
  );
  vitest.provide("stranger", stranger);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** npm gets the Node that runs this, and nothing of the npm script that started it. */
function npm(args: readonly string[], cwd: string): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:npm|INIT)_/i.test(name)),
  );
  return execFileSync("npm", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
