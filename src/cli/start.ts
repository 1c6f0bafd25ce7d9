import { enableCompileCache } from "node:module";

// Both have to be in place before anything else loads, so nothing else is imported statically here.
enableCompileCache();
await import("../render/lean.ts");
const { start } = await import("./process.ts");
await start(process);
