import { defineConfig } from "vitest/config";

const stacks = Number(process.env.ARBORETUM_STACKS ?? 10_000);
const seed = Number(process.env.ARBORETUM_SEED ?? Date.now() % 2 ** 31);

/** The stacks of one processor. The lives are told by the first, which has fewer of them for that. */
const SHARES = [0.45, 0.55] as const;
const half = (index: 0 | 1) => ({
  test: {
    name: `seed ${seed + index}`,
    include: index === 0 ? ["tests/properties/**/*.test.ts"] : ["tests/properties/stacks.test.ts"],
    isolate: false,
    pool: "threads" as const,
    testTimeout: 1_200_000,
    env: {
      ARBORETUM_STACKS: String(Math.round(stacks * SHARES[index])),
      ARBORETUM_SEED: String(seed + index),
    },
  },
});

/** The same properties for very many stacks, other ones in every run unless `ARBORETUM_SEED` says which. */
export default defineConfig({ test: { maxWorkers: "100%", projects: [half(0), half(1)] } });
