import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { run } from "../src/render/processes.ts";

/** Runs the proofs on the real engine, where there is one: `npm run test:engine`. What follows is for vitest. */
const root = fileURLToPath(new URL("..", import.meta.url));
const { missing, code, out, err } = await run("pulumi", ["version"], { cwd: root });
if (missing || code !== 0) {
  const why = missing
    ? "there is no pulumi CLI on the PATH"
    : `pulumi version fails: ${err.trim() || out.trim()}`;
  process.stdout.write(`The proofs on the real engine were skipped: ${why.split("\n")[0]}.\n`);
} else {
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const args = ["run", "--config", "tests/engine/vitest.config.ts", ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, [vitest, ...args], { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
}
