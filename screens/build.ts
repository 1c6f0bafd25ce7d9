import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const folder = import.meta.dirname;
const out = join(folder, "dist");

rmSync(out, { recursive: true, force: true });
mkdirSync(out);

await build({
  absWorkingDir: folder,
  entryPoints: [join(folder, "src/page.tsx")],
  outfile: join(out, "page.js"),
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"', global: "window" },
  loader: { ".svg": "text", ".ttf": "empty" },
  logLevel: "warning",
});
writeFileSync(
  join(out, "index.html"),
  '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css"><body><script type="module" src="page.js"></script></body>',
);
