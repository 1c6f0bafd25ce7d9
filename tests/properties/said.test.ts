import fc from "fast-check";
import { expect, test } from "vitest";
import type { Problem } from "../../src/documents/problem.ts";
import { deploymentSettings } from "../../src/settings/settings.ts";
import { DEEP } from "./deep.ts";
import type { Case } from "./generate/case.ts";
import { settingsIn } from "./generate/fromSchema.ts";
import { hints } from "./generate/hints.ts";
import { corrected, drafts } from "./generate/stack.ts";

/** The settings that somebody says, as `settingsIn` calls them. */
function pathsIn(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => pathsIn(item, `${path}[]`))];
  if (typeof value !== "object" || value === null || "secure" in value) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) =>
    pathsIn(inner, path === "" ? key : `${path}.${key}`),
  );
  return [path, ...below];
}

/** So many drafts are looked through for a setting, and so many of those that say it are corrected. */
const DRAFTS = 1500;
const TRIES = 25;

/** Why a setting was taken out of drafts. */
class Reasons {
  readonly #told = new Map<string, string>();

  hear({ path = "", message }: Problem): void {
    this.#told.set(path.replace("arboretum:", "").replaceAll(/\[\d+\]/g, "[]"), message);
  }

  /** The last reason against the setting, against a block that it stands in, or against what stands in it. */
  of(setting: string): string {
    const isNear = (path: string) => setting.startsWith(path) || path.startsWith(setting);
    const near = [...this.#told].filter(([path]) => isNear(path)).sort(([a], [b]) => b.length - a.length);
    return near.map(([path, message]) => `${path}: ${message}`)[0] ?? "nobody said why";
  }
}

/** What no stack says although drafts do, with the reason why it was refused each time. */
function neverSaid(settings: readonly string[]): readonly string[] {
  const all = fc
    .sample(drafts, { numRuns: DRAFTS, seed: 4 })
    .map((draft) => ({ draft, paths: new Set(pathsIn(draft.sections)) }));
  const said = new Set<string>();
  const corrections = new Map<Case, Reasons>();
  const correct = (draft: Case): Reasons => {
    const reasons = corrections.get(draft) ?? new Reasons();
    if (!corrections.has(draft)) {
      corrections.set(draft, reasons);
      const one = corrected(draft, (problem) => reasons.hear(problem));
      for (const path of pathsIn(one?.sections)) said.add(path);
    }
    return reasons;
  };
  return settings.flatMap((setting) => {
    let reason = "no draft says it";
    for (const { draft } of all.filter(({ paths }) => paths.has(setting)).slice(0, TRIES)) {
      if (said.has(setting)) return [];
      reason = correct(draft).of(setting);
    }
    return said.has(setting) ? [] : [`${setting} (${reason})`];
  });
}

// It takes more stacks until each setting was said than `npm test` has time for.
test.runIf(DEEP)(
  "some generated stack says each setting that there is",
  () => {
    expect(
      neverSaid(settingsIn(deploymentSettings)),
      "Whatever is generated for these is refused. Add a line for each to `hints` in tests/properties/generate/hints.ts, or to `PLATFORMS` beside it where a cluster has to offer something",
    ).toEqual([]);
  },
  1_200_000,
);

test("there are hints only for settings that there are", () => {
  const known = settingsIn(deploymentSettings);
  const stale = Object.keys(hints).filter(
    (path) => !known.some((one) => path === one || path.startsWith(`${one}.`)),
  );
  expect(stale).toEqual([]);
});
