import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const folder = import.meta.dirname;
const out = join(folder, "dist");
const resolve = createRequire(import.meta.url).resolve;

rmSync(out, { recursive: true, force: true });
mkdirSync(out);

const common = {
  absWorkingDir: folder,
  bundle: true,
  minify: true,
  platform: "browser",
  target: "es2022",
} as const;

await build({
  ...common,
  entryPoints: [join(folder, "src/page.ts")],
  outfile: join(out, "page.js"),
  format: "esm",
  // Both say which file is for browsers where esbuild does not look, beside `exports`; it would take the one for Node.
  alias: Object.fromEntries(
    ["base64url-universal", "@digitalcredentials/base64url-universal"].map((name) => [
      name,
      join(folder, "node_modules/base64url-universal/lib/browser.js"),
    ]),
  ),
  legalComments: "linked",
});

// A frame without an origin may load a plain script, and no module.
await build({
  ...common,
  entryPoints: [join(folder, "src/frame.ts")],
  outfile: join(out, "frame.js"),
  format: "iife",
});

// The Blockcerts project bundles its verifier itself. Its package names sources on GitHub to do so again; the bundle needs none of them.
const blockcerts = dirname(resolve("@blockcerts/cert-verifier-js/package.json"));
cpSync(join(blockcerts, "dist/verifier-iife.js"), join(out, "blockcerts.js"));
for (const file of ["index.html", "frame.html", "style.css"])
  cpSync(join(folder, "src", file), join(out, file));

for (const file of ["page.js", "frame.js", "blockcerts.js"]) {
  process.stdout.write(`${file} ${Math.round(readFileSync(join(out, file)).length / 1024)} KiB\n`);
}
