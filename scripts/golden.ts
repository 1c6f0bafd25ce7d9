import { spawnSync } from "node:child_process";

/** Writes the golden files anew, and the tables of the pages that show what a command prints. */
const { status } = spawnSync("vitest", ["run", "tests/stacks", "tests/docs", "--update"], {
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, UPDATE_PAGES: "true" },
});
process.exitCode = status ?? 1;
