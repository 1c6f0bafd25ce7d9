import { defineConfig } from "vitest/config";

/** The page in a real browser. It takes a Chromium, and what `npm ci && npm run build` make in this folder. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
