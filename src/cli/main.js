#!/usr/bin/env node
import { oldNode } from "../oldNode.js";

if (oldNode) {
  process.stderr.write(`${oldNode}\n`);
  process.exitCode = 2;
} else {
  await import("./start.js");
}
