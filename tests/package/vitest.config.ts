import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../.."),
    include: ["tests/package/**/*.test.ts"],
    globalSetup: ["tests/package/installed.ts"],
    isolate: false,
    pool: "threads",
    // Compiling against the types of Kubernetes takes a quarter of a minute, and more where others work.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
