import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // These take minutes and have commands of their own: `npm run test:package`, `test:pack`, `test:cluster`, `test:engine`, `test:tools`.
    exclude: [
      "tests/package/**",
      "tests/cluster/**",
      "tests/engine/**",
      "tests/tools/**",
      "tests/policies/pack.test.ts",
    ],
    // Importing the SDK costs half a second a file; tests keep no state in modules, so they may share it.
    isolate: false,
    pool: "threads",
    // Vitest would leave one core idle; on two that is half of them.
    maxWorkers: "100%",
    // Enough for a machine that has other things to do as well.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
