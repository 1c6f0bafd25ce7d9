import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Tests that run the real programs that our files are written for. `npm run tools` builds these programs. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../.."),
    include: ["tests/tools/**/*.test.ts"],
    pool: "forks",
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
