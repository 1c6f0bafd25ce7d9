import { defineConfig } from "vitest/config";

/** They look at a clock: nothing else may run beside them. */
const ALONE = ["tests/cluster/drill.test.ts", "tests/cluster/lifecycle.test.ts"];

export default defineConfig({
  test: {
    globalSetup: "tests/cluster/built.ts",
    testTimeout: 10 * 60_000,
    hookTimeout: 10 * 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: ["tests/cluster/**/*.test.ts"],
          exclude: ALONE,
          // Each file has a control plane of its own, and mostly waits for it.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "alone", include: ALONE, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
