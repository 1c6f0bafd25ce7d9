import { defineConfig } from "vitest/config";

/** Each file has a control plane of its own, and the machine only so many processors: one file after the other. */
export default defineConfig({
  test: {
    include: ["tests/cluster/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 10 * 60_000,
    // The first of all starts builds the control plane.
    hookTimeout: 30 * 60_000,
  },
});
