import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { lint } from "../../src/releases/lint.ts";
import { emptyLock, parseImageLock } from "../../src/releases/lock.ts";
import { parseReleaseMap } from "../../src/releases/map.ts";
import { type Resolution, resolve } from "../../src/releases/resolve.ts";
import { mapFrom } from "./maps.ts";

const stages = ["ci", "qa", "production"];
const releases = ["sumac", "teak", "ulmo", "verawood", "master"];
const names = ["edx-platform", "learning", "notes", "codejail", "ecommerce"];
const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

const override = fc
  .record({
    application: fc.constantFrom(...names),
    release: maybe(releases),
    deployment: maybe(["a", "b"]),
    stage: maybe(stages),
    branch: maybe(["x", "y", "release/{release}"]),
    image: maybe(["example/one:1.0", "example/two:2.0"]),
    unsupported: maybe(["because"]),
  })
  .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)));

const choices = fc.uniqueArray(fc.constantFrom("notes", "codejail", "ecommerce", "profile"), {
  maxLength: 3,
});
const group = fc.record({
  applications: fc.record({ add: choices, remove: fc.constant([]) }),
  overrides: fc.array(override, { maxLength: 5 }),
});
const run = fc.record(Object.fromEntries(stages.map((stage) => [stage, fc.constantFrom(...releases)])));
const deployment = fc.tuple(group, run).map(([rest, runs]) => ({ ...rest, run: runs, like: "base" }));

const map = fc.record({
  overrides: fc.array(override, { maxLength: 3 }),
  shared: fc.record({ base: group }),
  deployments: fc.record({ a: deployment, b: deployment }),
});

/** Everything but where it stands. */
const plain = (resolution: Resolution | undefined) =>
  [...(resolution?.applications.values() ?? [])]
    .map(({ because: _because, ...rest }) => rest)
    .sort((one, other) => one.application.localeCompare(other.application));

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, below]) => [key, reversed(below)]),
  );
}

const cells = ["a", "b"].flatMap((name) => stages.map((stage) => [name, stage] as const));
const settled = (text: string) => {
  const parsed = mapFrom(text);
  return cells.map(([name, stage]) => plain(resolve(parsed, name, stage)));
};

describe("resolution", () => {
  test("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(map, (value) => {
        expect(settled(stringify(reversed(value)))).toEqual(settled(stringify(value)));
      }),
      { numRuns: 60 },
    );
  });

  test("does not depend on the order of overrides, unless lint refuses them as a tie", () => {
    fc.assert(
      fc.property(map, (value) => {
        const text = stringify(value);
        fc.pre(!lint(mapFrom(text)).some(({ rule }) => rule === "override-tie"));
        const turned = { ...value, overrides: value.overrides.toReversed() };
        expect(settled(stringify(turned))).toEqual(settled(text));
      }),
      { numRuns: 60 },
    );
  });

  test("the narrowest entry wins: one for this very stage, release and deployment beats whatever else is said", () => {
    fc.assert(
      fc.property(map, fc.constantFrom(...cells), (value, [name, stage]) => {
        const release = value.deployments[name as "a" | "b"].run[stage] ?? "";
        const narrowest = { application: "learning", release, deployment: name, stage, commit: "abcdef0" };
        const others = value.deployments[name as "a" | "b"].overrides.filter(
          (one) => !(one.application === "learning" && one.release && one.stage),
        );
        const deployments = {
          ...value.deployments,
          [name]: { ...value.deployments[name as "a" | "b"], overrides: others },
        };
        const shared = { base: { ...value.shared.base, overrides: [] } };
        const text = stringify({ overrides: [narrowest], shared, deployments });
        expect(resolve(mapFrom(text), name, stage)?.applications.get("learning")?.ref.name).toBe("abcdef0");
      }),
      { numRuns: 60 },
    );
  });

  test("every application exists in its release, or says unsupported, or lint refuses the map", () => {
    fc.assert(
      fc.property(map, (value) => {
        const parsed = mapFrom(stringify(value));
        const refused = lint(parsed).some(({ rule }) => rule === "application-not-in-release");
        const strangers = cells.flatMap(([name, stage]) => {
          const resolution = resolve(parsed, name, stage);
          return [...(resolution?.applications.values() ?? [])].filter(
            ({ application, unsupported }) =>
              !(application in (resolution?.release.applications ?? {})) && unsupported === undefined,
          );
        });
        expect(strangers.length > 0).toBe(strangers.length > 0 && refused);
      }),
      { numRuns: 60 },
    );
  });

  test("an image is the published one only if nothing in it is one's own", () => {
    fc.assert(
      fc.property(map, (value) => {
        const parsed = mapFrom(stringify(value));
        for (const [name, stage] of cells) {
          const resolution = resolve(parsed, name, stage);
          for (const { imageFrom, ref, release, kind } of resolution?.applications.values() ?? []) {
            if (imageFrom !== "published" || kind !== "service") continue;
            expect(["x", "y", `release/${release}`]).not.toContain(ref.name);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("whatever stands in the files", () => {
  test("reading, linting and resolving never throw", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.anything({ maxDepth: 3 }).map((value) => {
        try {
          return stringify({ deployments: value });
        } catch {
          return "";
        }
      }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const { map: parsed, problems } = parseReleaseMap(text);
        if (parsed === undefined) expect(problems.length).toBeGreaterThan(0);
        else lint(parsed, parseImageLock(text).lock ?? emptyLock, { today: "2026-11-21" });
      }),
      { numRuns: 150 },
    );
  });

  test("a text for any single value is refused or understood, never both and never neither", () => {
    fc.assert(
      fc.property(map, fc.constantFrom("run", "overrides", "like", "applications"), (value, key) => {
        const deployments = { ...value.deployments, a: { ...value.deployments.a, [key]: 7 } };
        const { map: parsed, problems } = parseReleaseMap(stringify({ ...value, deployments }));
        expect(parsed).toBeUndefined();
        expect(problems.some(({ path }) => path?.startsWith(`deployments.a.${key}`))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
