import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // These install the package first: `npm run test:package`.
    // Those need a control plane: `npm run test:cluster`.
    exclude: ["tests/package/**", "tests/cluster/**"],
    // Importing the SDK costs half a second a file; tests keep no state in modules, so they may share it.
    isolate: false,
    pool: "threads",
    // Enough for a machine that has other things to do as well.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
