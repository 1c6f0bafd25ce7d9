import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deploymentSettings } from "../../src/settings/settings.ts";
import { catalogue } from "./catalogue.ts";
import { settingsIn } from "./generate/fromSchema.ts";
import { type Case, hints, stacks } from "./generate/stack.ts";
import { counterexamples, keepCounterexample } from "./keep.ts";
import { type Grown, grow, type Property } from "./property.ts";

/** How many stacks are grown, and from which seed: the same few in every run of the tests, others in every deep run. */
const COUNT = Number(process.env.ARBORETUM_STACKS ?? 8);
const DEEP = process.env.ARBORETUM_STACKS !== undefined;
const SEED = Number(process.env.ARBORETUM_SEED ?? (DEEP ? Date.now() % 2 ** 31 : 4));

const properties = catalogue.flatMap((subject) => subject.properties);

/** What broke, with the sentence that turned out to be false. */
class Broken extends Error {
  readonly property: Property;

  constructor(property: Property, cause: unknown) {
    super(`${property.name}: ${property.says}\n${cause instanceof Error ? cause.message : cause}`, { cause });
    this.property = property;
  }
}

async function holdsAll(grown: Grown, asked: readonly Property[]): Promise<void> {
  for (const property of asked) {
    try {
      await property.holds(grown);
    } catch (cause) {
      throw new Broken(property, cause);
    }
  }
}

describe("a stack that once broke a property", () => {
  const kept = counterexamples();
  test(`holds all of them now (${kept.length} are kept)`, async () => {
    for (const { one } of kept) await holdsAll(await grow(one), properties);
  });
});

test(
  `every property of the catalogue holds for ${COUNT} generated stacks`,
  async () => {
    let index = 0;
    let broken: { readonly property: Property; readonly one: Case } | undefined;
    const whole = fc.asyncProperty(stacks, async (one) => {
      index++;
      // While a counterexample shrinks only what it breaks is asked.
      const asked = broken
        ? [broken.property]
        : properties.filter(({ oneIn }) => DEEP || index % oneIn === 0);
      try {
        await holdsAll(await grow(one), asked);
      } catch (cause) {
        const property = cause instanceof Broken ? cause.property : GROWS;
        broken = { property, one };
        throw cause;
      }
    });
    const run = await fc.check(whole, { numRuns: COUNT, seed: SEED, interruptAfterTimeLimit: LONGEST });
    if (!run.failed || broken === undefined) {
      expect(run.numRuns).toBe(COUNT);
      return;
    }
    const [smallest = broken.one] = run.counterexample ?? [];
    const file = keepCounterexample(broken.property.name, smallest);
    throw new Error(
      `${run.errorInstance}\nSeed ${run.seed}, path ${run.counterexamplePath}; kept as ${file}`,
    );
  },
  DEEP ? 4 * 3_600_000 : 300_000,
);

/** What does not even come to be a stack. */
const GROWS: Property = { name: "grows", says: "It can be rendered.", holds: () => {}, oneIn: 1 };

/** Shrinking ends in time to say what was found. */
const LONGEST = DEEP ? 3.8 * 3_600_000 : 240_000;

/** The settings that somebody says, as `settingsIn` calls them. */
function pathsIn(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => pathsIn(item, `${path}[]`))];
  if (typeof value !== "object" || value === null || "secure" in value) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) =>
    pathsIn(inner, path === "" ? key : `${path}.${key}`),
  );
  return [path, ...below];
}

/** Settings that no generated stack can have, and why. */
const BEYOND: Readonly<Record<string, string>> = {
  ecommerce:
    "A shop needs an image of micro-frontends of one's own in the lock, and these stacks have no lock.",
};

describe("the generated stacks", () => {
  // It takes many stacks until each setting was said, and as long as all other properties together.
  test.runIf(DEEP)("say every setting that there is", () => {
    const grown = fc.sample(stacks, { numRuns: 250, seed: 2 });
    const said = new Set(grown.flatMap(({ sections }) => pathsIn(sections, "")));
    const silent = settingsIn(deploymentSettings).filter(
      (path) => !said.has(path) && !((path.split(".")[0] ?? "") in BEYOND),
    );
    expect(
      silent,
      "These are refused in whatever way they are generated: give a hint in generate/stack.ts",
    ).toEqual([]);
  });

  test("are helped by hints only where there is such a setting", () => {
    const known = settingsIn(deploymentSettings);
    const stale = Object.keys(hints).filter(
      (path) => !known.some((one) => path === one || path.startsWith(`${one}.`)),
    );
    expect(stale).toEqual([]);
  });
});
