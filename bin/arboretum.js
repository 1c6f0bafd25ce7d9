#!/usr/bin/env node
import { existsSync } from "node:fs";

// A clone runs its sources. The package has none: Node strips no types below node_modules.
const home = existsSync(new URL("../src/", import.meta.url)) ? "../src/" : "../dist/src/";
await import(`${home}cli/main.js`);
