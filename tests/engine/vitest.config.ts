import { defineConfig } from "vitest/config";

/** Each file has a cluster of its own, and the machine only so many processors: one file after the other. */
export default defineConfig({
  test: {
    include: ["tests/engine/**/*.test.ts"],
    fileParallelism: false,
    // What hangs is ended by the deadline of its command, which says more than that of a test.
    testTimeout: 45 * 60_000,
    hookTimeout: 20 * 60_000,
    bail: 0,
  },
});
