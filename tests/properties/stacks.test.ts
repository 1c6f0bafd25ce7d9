import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isError } from "../../src/documents/problem.ts";
import { catalogue } from "./catalogue.ts";
import { DEEP, SEED } from "./deep.ts";
import { type Case, composedFrom } from "./generate/case.ts";
import { stacks } from "./generate/stack.ts";
import { counterexamples, keepCounterexample } from "./keep.ts";
import { type Grown, grow, type Property } from "./property.ts";
import { smallest } from "./smallest.ts";

/** How many stacks are grown, and from which seed: the same few in every run of the tests, others in every deep run. */
const COUNT = Number(process.env.ARBORETUM_STACKS ?? 5);

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
  test("says which, by its name", () => {
    const known = [GROWS, ...properties].map(({ name }) => name);
    expect(kept.filter(({ broke }) => !known.includes(broke)).map(({ file }) => file)).toEqual([]);
  });

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
      try {
        await holdsAll(
          await grow(one),
          properties.filter(({ costly }, position) => DEEP || !costly || position % COUNT === index % COUNT),
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
const GROWS: Property = { name: "grows", says: "It can be rendered.", holds: () => {}, costly: false };

/** A counterexample is made smaller for so long. In milliseconds. */
const MAKING_SMALLER = 120_000;
