import { defineConfig } from "vitest/config";

/** Very many odd files, other ones in every run. Whatever is answered wrongly is kept below `tests/fuzz/`. */
export default defineConfig({
  test: {
    include: ["tests/fuzz/**/*.test.ts"],
    env: { ARBORETUM_INPUTS: process.env.ARBORETUM_INPUTS ?? "100000" },
  },
});
