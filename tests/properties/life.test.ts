import fc from "fast-check";
import { expect, test } from "vitest";
import { supportedReleases } from "../../src/releases/supported.ts";
import { rendered } from "../house.ts";
import { DEEP, SEED } from "./deep.ts";
import { Engine, type Thing } from "./engine.ts";
import { type Case, composedFrom, releases } from "./generate/case.ts";
import { corrected, stacks } from "./generate/stack.ts";

/** A life renders a dozen times, a stack of the other properties as often. */
const LIVES = DEEP ? Math.ceil(Number(process.env.ARBORETUM_STACKS) / 16) : 1;

/** What somebody does to a deployment, one thing after the other. */
type Act =
  | { readonly does: "rewrite"; readonly to: Case }
  | { readonly does: "scale"; readonly profile: string }
  | { readonly does: "rotate"; readonly secret: string }
  | { readonly does: "upgrade" };

interface Step {
  readonly act: Act;
  /** The update breaks off after so many steps of the engine. */
  readonly stopAfter: number | undefined;
}

const KEPT = { data: true, namespaces: true, secrets: true };

const act: fc.Arbitrary<Act> = fc.oneof(
  stacks.map((to): Act => ({ does: "rewrite", to })),
  fc.constantFrom("ci", "small", "medium", "large").map((profile): Act => ({ does: "scale", profile })),
  fc
    .constantFrom("jwt/key", "openedx/secret-key", "cache/password", "broker/password")
    .map((secret): Act => ({ does: "rotate", secret })),
  fc.constant<Act>({ does: "upgrade" }),
);

const life = fc.record({
  first: stacks,
  steps: fc.array(fc.record({ act, stopAfter: fc.option(fc.nat(60), { nil: undefined }) }), {
    minLength: 2,
    maxLength: 7,
  }),
});

const following = (release: string): string =>
  releases.find((to) => supportedReleases.get(to)?.upgradeFrom.some(({ from }) => from === release)) ??
  release;

function after({ act: what }: Step, now: Case): Case {
  const { sections } = now;
  switch (what.does) {
    case "rewrite":
      return { ...now, sections: what.to.sections };
    case "upgrade":
      return { ...now, release: following(now.release) };
    case "scale":
      return { ...now, sections: { ...sections, scale: { profile: what.profile } } };
    case "rotate": {
      const { rotation = {}, ...rest } = (sections.secrets ?? {}) as { rotation?: Record<string, number> };
      const raised = { ...rotation, [what.secret]: (rotation[what.secret] ?? 1) + 1 };
      return { ...now, sections: { ...sections, secrets: { ...rest, rotation: raised } } };
    }
  }
}

/** The same stage for a whole life, everything kept, and whatever does not fit taken out. */
const settled = (one: Case): Case | undefined =>
  corrected({ ...one, stage: "production", sections: { ...one.sections, keep: KEPT } });

const dear = ({ things }: Engine): readonly Thing[] => [...things.values()].filter((thing) => thing.dear);

test(
  "whatever is changed, and wherever an update breaks off, no protected thing is lost, and the next update ends",
  async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(life, async ({ first, steps }) => {
        const engine = new Engine();
        let now = settled(first);
        if (now === undefined) return;
        let precious: readonly Thing[] = [];
        for (const step of [undefined, ...steps]) {
          const next = step && settled(after(step, now));
          const then: Case = next ?? now;
          const program = await rendered(composedFrom(then), "preview");
          // `check` refuses a smaller disk, and whoever has written it takes it back.
          if (engine.isAskedToShrink(program)) continue;
          if (next !== undefined) taken++;
          now = then;
          engine.update(program, step?.stopAfter);
          const left = dear(engine);
          expect(left).toEqual(expect.arrayContaining([...precious]));
          precious = left;
        }
        const program = await rendered(composedFrom(now), "preview");
        expect(engine.update(program)).toBe(true);
        expect(engine.open(program)).toEqual([]);
        expect(dear(engine)).toEqual(expect.arrayContaining([...precious]));
        expect(precious.length).toBeGreaterThan(3);
      }),
      // A life that is made smaller would be lived again for hours. Seed and path lead back to it.
      { numRuns: LIVES, seed: SEED, endOnFailure: true },
    );
    // Lives in which everything is refused would prove nothing.
    expect(taken).toBeGreaterThanOrEqual(LIVES);
  },
  DEEP ? 3_700_000 : 150_000,
);

test("the engine of these lives loses what a careless program lets go", async () => {
  const [one] = fc.sample(stacks, { numRuns: 1, seed: 1 });
  const kept = one && settled(one);
  if (kept === undefined) throw new Error("there is no stack");
  const careless: Case = {
    ...kept,
    sections: {
      ...kept.sections,
      keep: { ...(kept.sections.keep as object), data: false, namespaces: false, secrets: false },
    },
  };
  const engine = new Engine();
  engine.update(await rendered(composedFrom(kept), "preview"));
  const before = dear(engine);
  const program = await rendered(composedFrom(careless), "preview");
  engine.update(program);
  engine.update({ ...program, resources: [] });
  // Which stack is drawn changes with every new setting, and some have three such things alone.
  expect(before).not.toEqual([]);
  expect(dear(engine)).toEqual([]);
});
