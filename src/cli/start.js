import { enableCompileCache, registerHooks } from "node:module";

// Plain JavaScript, as `main.js` is: what loads before the cache would bring Node's stripper of types along for this file alone, a
// twentieth of a preview. Nothing else is imported statically, for all of this has to be in place before anything else loads.
enableCompileCache();

// Our imports name their file, so there is nothing to look for. Node would look at the disk several times for each, a tenth of a preview.
const ours = new URL("../", import.meta.url).href;
const formats = { ".ts": "module-typescript", ".js": "module" };
registerHooks({
  resolve(specifier, context, next) {
    const format =
      specifier.startsWith(".") && context.parentURL?.startsWith(ours) && formats[specifier.slice(-3)];
    if (!format) return next(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true };
  },
});

await import("../render/lean.ts");
const { start } = await import("./process.ts");
await start(process);
