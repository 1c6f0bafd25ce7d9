import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isError } from "../../src/documents/problem.ts";
import { deploymentSettings } from "../../src/settings/settings.ts";
import { catalogue } from "./catalogue.ts";
import { settingsIn } from "./generate/fromSchema.ts";
import { type Case, composedFrom, hints, stacks } from "./generate/stack.ts";
import { counterexamples, keepCounterexample } from "./keep.ts";
import { type Grown, grow, type Property } from "./property.ts";
import { smallest } from "./smallest.ts";

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

/** Whether a stack that is right still breaks it. */
async function breaks(property: Property, one: Case): Promise<boolean> {
  if (composedFrom(one).problems.some(isError)) return false;
  try {
    await property.holds(await grow(one));
    return false;
  } catch {
    return true;
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
  test(`holds it now (${kept.length} are kept)`, async () => {
    for (const { broke, one } of kept) {
      const asked = properties.filter(({ name }) => DEEP || name === broke);
      await holdsAll(await grow(one), asked);
    }
  });
});

test(
  `every property of the catalogue holds for ${COUNT} generated stacks`,
  async () => {
    let index = 0;
    let broken: { readonly property: Property; readonly one: Case } | undefined;
    const whole = fc.asyncProperty(stacks, async (one) => {
      index++;
      hear(one);
      try {
        await holdsAll(
          await grow(one),
          properties.filter(({ oneIn }) => DEEP || index % oneIn === 0),
        );
      } catch (cause) {
        const property = cause instanceof Broken ? cause.property : GROWS;
        broken = { property, one };
        throw cause;
      }
    });
    const run = await fc.check(whole, { numRuns: COUNT, seed: SEED, endOnFailure: true });
    if (!run.failed || broken === undefined) {
      expect(run.numRuns).toBe(COUNT);
      return;
    }
    const { property, one } = broken;
    const least = await smallest(one, (less) => breaks(property, less), MAKING_SMALLER);
    const file = keepCounterexample(property.name, least);
    throw new Error(
      `${run.errorInstance}\nSeed ${run.seed}, path ${run.counterexamplePath}; kept as ${file}`,
    );
  },
  DEEP ? 4 * 3_600_000 : 600_000,
);

/** What does not even come to be a stack. */
const GROWS: Property = { name: "grows", says: "It can be rendered.", holds: () => {}, oneIn: 1 };

/** A counterexample is made smaller for so long. In milliseconds. */
const MAKING_SMALLER = 120_000;

/** The settings that somebody says, as `settingsIn` calls them. */
function pathsIn(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => pathsIn(item, `${path}[]`))];
  if (typeof value !== "object" || value === null || "secure" in value) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) =>
    pathsIn(inner, path === "" ? key : `${path}.${key}`),
  );
  return [path, ...below];
}

/** What the stacks have said so far. */
const said = new Set<string>();

function hear({ sections }: Case): void {
  for (const path of pathsIn(sections, "")) said.add(path);
}

/** So many stacks more are listened to, at most. */
const FURTHER = 400;
const AT_ONCE = 20;

/** Settings that no generated stack can have, and why. */
const BEYOND: Readonly<Record<string, string>> = {
  ecommerce:
    "A shop needs an image of micro-frontends of one's own in the lock, and these stacks have no lock.",
};

describe("the generated stacks", () => {
  // It takes more stacks until each setting was said than `npm test` has time for.
  test.runIf(DEEP)("say every setting that there is", () => {
    const silent = () =>
      settingsIn(deploymentSettings).filter(
        (path) => !said.has(path) && !((path.split(".")[0] ?? "") in BEYOND),
      );
    for (let more = 0; more < FURTHER && silent().length > 0; more += AT_ONCE) {
      fc.sample(stacks, { numRuns: AT_ONCE, seed: SEED + more + 1 }).forEach(hear);
    }
    expect(
      silent(),
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
