import { spawnSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** Makes `dist/`, which the package carries instead of `src/` and `sandbox/`: JavaScript, its types, and whatever else stands beside the sources. */

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "--project", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) process.exit(1);

/** What is run elsewhere than in Node stays as it is, whatever it is written in. */
const isData = (file: string) =>
  !/\.(?:[cm]?[jt]s)$/.test(file) || /^src\/catalog\/shell\/.*\.js$/.test(file);
const data = globSync("{src,sandbox}/**/*.*", { cwd: root }).filter(isData);
for (const file of data) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  copyFileSync(join(root, file), join(dist, file));
}
