import { defineConfig } from "vitest/config";
import { parts } from "./parts.ts";

/** The tests of one part of the pure core. */
export default defineConfig({
  test: {
    include: parts.filter(({ id }) => id === process.env.ARBORETUM_PART).flatMap(({ tests }) => [...tests]),
    isolate: false,
    pool: "threads",
    testTimeout: 60_000,
  },
});
