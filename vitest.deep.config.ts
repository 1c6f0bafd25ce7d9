import { defineConfig } from "vitest/config";

/** The same properties for very many stacks, other ones in every run. The seed is printed where one breaks. */
export default defineConfig({
  test: {
    include: ["tests/properties/**/*.test.ts"],
    isolate: false,
    pool: "threads",
    env: { ARBORETUM_STACKS: process.env.ARBORETUM_STACKS ?? "10000" },
  },
});
