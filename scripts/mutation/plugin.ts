import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import fc from "fast-check";
import { parts } from "./parts.ts";
import { Runner } from "./runner.ts";

// The first counterexample is enough: nobody reads a smaller one, and looking for it takes a hundred runs.
fc.configureGlobal({ endOnFailure: true });

const part = parts.find(({ id }) => id === process.env.ARBORETUM_PART);
const harness = new URL("harness.ts", import.meta.url).href;

/** Whoever asks for Vitest gets the harness, which asks for it itself. */
function runner(): Runner {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "vitest" && context.parentURL !== harness
        ? { url: harness, shortCircuit: true }
        : next(specifier, context),
  });
  return new Runner(globSync([...(part?.tests ?? [])]).sort());
}

export const strykerPlugins = [
  { kind: "TestRunner", name: "warm", factory: Object.assign(runner, { inject: [] }) },
];
