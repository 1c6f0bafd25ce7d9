import { defineConfig } from "vitest/config";

/** Dashboards in a real browser. It takes a Chromium, the charts, and what `npm ci && npm run build` make in this folder. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["tests/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
