import { defineConfig } from "vitest/config";

/** The policy pack in a process of its own, spoken to as the engine speaks to it, rule by rule. */
export default defineConfig({
  test: {
    include: ["tests/policies/pack.test.ts"],
    pool: "threads",
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
