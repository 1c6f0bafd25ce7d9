import { spawnSync } from "node:child_process";

const written = ["tests/stacks", "tests/docs", "tests/properties/catalogue.test.ts"];

/** Writes the golden files anew, the page of the properties, and the tables of the pages that show what a command prints. */
const { status } = spawnSync("vitest", ["run", ...written, "--update"], {
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, UPDATE_PAGES: "true" },
});
process.exitCode = status ?? 1;
