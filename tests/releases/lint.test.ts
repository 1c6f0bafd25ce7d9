import { describe, expect, test } from "vitest";
import { lint, lintRules } from "../../src/releases/lint.ts";
import {
  applicationCases,
  imageCases,
  type LintCase,
  lockCases,
  nameCases,
  otherCases,
  overrideCases,
  stageCases,
} from "./lintCases.ts";
import { commit, digest, lockFrom, mapFrom } from "./maps.ts";

const cases: readonly LintCase[] = [
  ...nameCases,
  ...applicationCases,
  ...stageCases,
  ...overrideCases,
  ...imageCases,
  ...lockCases,
  ...otherCases,
];

const rulesOf = (text: string, lock?: string, today?: string) =>
  lint(mapFrom(text), lockFrom(lock), today ? { today } : {}).map(({ rule }) => rule);

describe("every rule", () => {
  test.each(cases)("$rule is found in its line: $says", ({ rule, map, lock, today, line, file, says }) => {
    const problems = lint(mapFrom(map), lockFrom(lock), today ? { today } : {});
    const found = problems.filter((problem) => problem.rule === rule);
    expect(found.map(({ message }) => message)).toContainEqual(expect.stringContaining(says));
    const named = found.find(({ message }) => message.includes(says));
    expect(named?.place).toMatchObject({ file: file ?? "release-map.yaml", line });
    expect(named?.severity).toBe(lintRules.find(({ id }) => id === rule)?.severity);
    expect(named?.remedy).toBeTruthy();
    expect(named?.path).toBeTruthy();
  });

  test.each(lintRules)("$id has a case, and says why it matters", ({ id, why }) => {
    expect(cases.map(({ rule }) => rule)).toContain(id);
    expect(why).toMatch(/^[A-Z].*\.$/);
  });

  test("no two rules have the same name", () => {
    expect(new Set(lintRules.map(({ id }) => id)).size).toBe(lintRules.length);
  });
});

test("a slip of the pen is told once, and not as something that has to be built", () => {
  const map =
    "deployments:\n  academy:\n    run: { ci: verawood }\n    applications: { add: [jupiterhub] }\n";
  expect(lint(mapFrom(map)).map(({ message }) => message)).toEqual([
    '"jupiterhub" is not an application that Arboretum knows. Did you mean "jupyterhub"?',
  ]);
});

describe("what is right is not refused", () => {
  const ci = "deployments:\n  academy:\n    run: { ci: verawood }\n";
  const both = "deployments:\n  academy:\n    run: { ci: verawood, qa: verawood, production: verawood }\n";

  test("a plain map has no problems", () => {
    expect(lint(mapFrom(both))).toEqual([]);
  });

  test("a later stage may be ahead as a hotfix", () => {
    const map = "deployments:\n  a:\n    run: { ci: ulmo, qa: ulmo, production: ulmo }\n";
    const ahead = map.replace("production: ulmo", "production: { release: verawood, hotfix: true }");
    expect(rulesOf(ahead)).not.toContain("stage-ahead");
    expect(rulesOf(map.replace("production: ulmo", "production: verawood"))).toContain("stage-ahead");
  });

  test("lanes in brackets are beside each other: qa may follow the newer of them", () => {
    const run = "deployments:\n  a: { run: { ci: verawood, patch: ulmo, qa: verawood, production: ulmo } }\n";
    expect(rulesOf(`stages: [[ci, patch], qa, production]\n${run}`)).not.toContain("stage-ahead");
    expect(rulesOf(`stages: [ci, patch, qa, production]\n${run}`)).toContain("stage-ahead");
  });

  test("production may not be ahead of qa because some earlier stage is newer still", () => {
    const run = "deployments:\n  a: { run: { ci: verawood, qa: teak, production: ulmo } }\n";
    expect(rulesOf(run)).toContain("stage-ahead");
  });

  test("nothing that depends on the day is asked without a day", () => {
    const old = "deployments:\n  a: { run: { ci: ulmo } }\n";
    expect(rulesOf(old)).toEqual([]);
    expect(rulesOf(old, undefined, "2026-07-29")).toEqual([]);
    expect(rulesOf(old, undefined, "2026-07-30")).toEqual(["release-past-support"]);
  });

  test("the last day of an entry is still its day", () => {
    const map = `${ci}    overrides:\n      - { application: learning, branch: a, until: 2026-11-21 }\n`;
    expect(rulesOf(map, undefined, "2026-11-21")).not.toContain("until-past");
  });

  test("a fork whose branch is called like upstream's tag still has to say so", () => {
    const map = `${ci}    overrides:\n      - { application: edx-platform, origin: example/p, tag: release/verawood.1 }\n`;
    expect(rulesOf(map)).not.toContain("override-default");
  });

  test("an application that the release lacks runs with an image and a reason of one's own", () => {
    const map = `${ci}    applications: { add: [ecommerce] }\n    overrides:\n      - { application: ecommerce, image: example/ecommerce:1.0, unsupported: "until we have left it" }\n`;
    expect(rulesOf(map)).toEqual([]);
  });

  test("an application that nobody knows runs if the map says all about it", () => {
    const map = `${ci}    applications: { add: [shop] }\n    overrides:\n      - { application: shop, kind: mfe, image: example/shop:1.0, unsupported: ours }\n`;
    expect(rulesOf(map)).toEqual([]);
  });

  test("an image under a moving tag may run where it is allowed by name, or has its digest, or in the first stage", () => {
    const map = (more: string) =>
      `${both}    overrides:\n      - { application: edx-platform, image: example/platform:main${more} }\n`;
    expect(rulesOf(map(""))).toEqual(["tag-floats"]);
    expect(rulesOf(map(`, digest: "${digest("a")}"`))).toEqual([]);
    expect(rulesOf(`allowFloating: [example/platform:main]\n${map("")}`)).toEqual([]);
    expect(rulesOf(map(", stage: ci"))).toEqual([]);
  });

  test("a source of one's own is fine once the lock has its image", () => {
    const map = `image: example/{application}:{commit}\n${ci}    overrides:\n      - { application: edx-platform, commit: "${"a".repeat(9)}" }\n`;
    const lock = `images:\n  academy:\n    ci:\n      edx-platform: { image: example/p:1.0, release: verawood, sources: { edx-platform: { origin: openedx/edx-platform, commit: "${commit("a")}" } } }\n`;
    expect(rulesOf(map)).toEqual(["image-not-built"]);
    expect(rulesOf(map, lock)).toEqual([]);
  });

  test("the patch that the published images are built from needs no build", () => {
    expect(rulesOf(`releases: { verawood: { patch: release/verawood.1 } }\n${ci}`)).toEqual([]);
  });

  test("a list of packages that changed makes its image stale", () => {
    const text = `image: example/{application}:{commit}\n${ci}    packages: "packages/{release}.txt"\n`;
    const lock = lockFrom(
      `images:\n  academy:\n    ci:\n      edx-platform: { image: example/p:1.0, release: verawood, packages: "${digest("a")}", sources: { edx-platform: { origin: openedx/edx-platform, tag: release/verawood.1, commit: "${commit("a")}" } } }\n`,
    );
    const rules = (hash: string) =>
      lint(
        mapFrom(text, undefined, (file) => (file === "packages/verawood.txt" ? hash : undefined)),
        lock,
      ).map(({ rule }) => rule);
    expect(rules(digest("a"))).toEqual([]);
    expect(rules(digest("b"))).toEqual(["lock-stale"]);
  });

  test("what a misspelt name makes unused is not told a second time", () => {
    expect(
      rulesOf("deployments:\n  a:\n    run: { ci: verawod }\n    applications: { add: [notes] }\n"),
    ).toEqual(["release-unknown"]);
  });

  test("what is shared and wrong is told once, however many deployments are like it", () => {
    const map =
      "shared:\n  base: { applications: { add: [nots] } }\ndeployments:\n  a: { like: base, run: { ci: verawood } }\n  b: { like: base, run: { ci: verawood } }\n";
    expect(rulesOf(map).filter((rule) => rule === "application-unknown")).toHaveLength(1);
  });

  test("problems come in the order of the lines", () => {
    const map =
      "deployments:\n  a:\n    run: { ci: verawood }\n    applications: { add: [nots], remove: [edx-platform] }\n    overrides:\n      - { application: learning, stage: ci }\n";
    const lines = lint(mapFrom(map)).map(({ place }) => place?.line ?? 0);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect(new Set(lines).size).toBeGreaterThan(1);
  });
});
