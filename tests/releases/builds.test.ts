import { describe, expect, test } from "vitest";
import { buildMatrix, mfeBuilds, urlOf } from "../../src/releases/builds.ts";
import { digest, mapFrom } from "./maps.ts";

const run = "run: { ci: verawood, qa: verawood }";

describe("what has to be built", () => {
  test("nothing, where the published images will do", () => {
    expect(
      buildMatrix(mapFrom(`deployments: { a: { ${run}, applications: { remove: [profile] } } }`)),
    ).toEqual([]);
  });

  test("stages that want the same share a cell, and the cell has every input", () => {
    const map = mapFrom(
      `image: "example/{application}:{release}-{deployment}-{commit}"
deployments:
  a:
    ${run}
    theme: { origin: example/theme, branch: "{release}" }
    translations: { origin: https://git.example.edu/words.git, tag: v1 }
    packages: "packages/{release}.txt"
    overrides:
      - { application: edx-platform, origin: example/platform, branch: ours }
`,
      undefined,
      () => digest("a"),
    );
    expect(buildMatrix(map)).toEqual([
      {
        application: "edx-platform",
        release: "verawood",
        image: "example/edx-platform:verawood-a-{commit}",
        sources: {
          theme: {
            origin: "example/theme",
            ref: { kind: "branch", name: "verawood" },
            url: "https://github.com/example/theme.git",
          },
          translations: {
            origin: "https://git.example.edu/words.git",
            ref: { kind: "tag", name: "v1" },
            url: "https://git.example.edu/words.git",
          },
          "edx-platform": {
            origin: "example/platform",
            ref: { kind: "branch", name: "ours" },
            url: "https://github.com/example/platform.git",
          },
        },
        runtime: "3.12.13",
        packages: "packages/verawood.txt",
        packagesHash: digest("a"),
        base: "docker.io/overhangio/openedx:22.0.3",
        why: [
          "example/platform at branch ours",
          "the theme example/theme at branch verawood",
          "translations from https://git.example.edu/words.git at tag v1",
          "the packages of packages/verawood.txt",
        ],
        for: [
          { deployment: "a", stage: "ci" },
          { deployment: "a", stage: "qa" },
        ],
      },
    ]);
  });

  const two = (pattern: string) =>
    buildMatrix(
      mapFrom(
        `image: "${pattern}"\nshared: { s: { theme: { origin: example/theme, branch: main } } }\ndeployments: { a: { like: s, ${run} }, b: { like: s, ${run} } }`,
      ),
    );

  test("deployments that want the same share a cell, unless their images have names of their own", () => {
    expect(two("example/{application}:{commit}")).toHaveLength(1);
    expect(two("example/{application}:{commit}")[0]?.for).toHaveLength(4);
    expect(two("example/{application}:{deployment}-{commit}")).toHaveLength(2);
  });

  test("a rolling release is built whole, as often as it is cut", () => {
    const cells = buildMatrix(
      mapFrom(
        "releases: { master: { cut: weekly } }\ndeployments: { a: { run: { ci: master, qa: master } } }",
      ),
    );
    expect(cells.map(({ application, cut }) => [application, cut])).toEqual([
      ["edx-platform", "weekly"],
      ["mfe", "weekly"],
    ]);
    expect(cells[0]?.image).toBeUndefined();
  });

  test("all micro-frontends are one image, whichever of them differs", () => {
    const cells = buildMatrix(
      mapFrom(
        `deployments: { a: { ${run}, overrides: [{ application: learning, translations: { origin: example/words, branch: main } }, { application: profile, image: example/profile:1.0 }] } }`,
      ),
    );
    expect(cells.map(({ application }) => application)).toEqual(["mfe"]);
    expect(Object.keys(cells[0]?.sources ?? {})).toEqual(
      expect.arrayContaining(["learning", "learning-translations"]),
    );
    expect(cells[0]?.sources).not.toHaveProperty("profile");
    expect(cells[0]?.runtime).toBe("24.14.1");
  });

  test("it is plain data", () => {
    const cells = two("example/{application}:{commit}");
    expect(JSON.parse(JSON.stringify(cells))).toEqual(cells);
  });
});

describe("the list of micro-frontends", () => {
  test("has path, source and Node of each, once for stages that want the same", () => {
    const lists = mfeBuilds(
      mapFrom(
        "deployments: { a: { run: { ci: verawood, qa: ulmo, production: ulmo }, applications: { remove: [account] } } }",
      ),
    );
    expect(lists.map(({ release, stages }) => [release, stages])).toEqual([
      ["verawood", ["ci"]],
      ["ulmo", ["qa", "production"]],
    ]);
    const learning = lists[1]?.microFrontends.find(({ application }) => application === "learning");
    expect(learning).toEqual({
      application: "learning",
      path: "learning",
      origin: "openedx/frontend-app-learning",
      url: "https://github.com/openedx/frontend-app-learning.git",
      ref: { kind: "tag", name: "release/ulmo.4" },
      node: "24.11.0",
    });
    expect(lists[0]?.microFrontends.map(({ application }) => application)).not.toContain("account");
  });

  test.each([
    ["openedx/edx-platform", "https://github.com/openedx/edx-platform.git"],
    ["git@example.edu:a/b.git", "git@example.edu:a/b.git"],
    ["https://example.edu/a/b", "https://example.edu/a/b"],
  ])("%s is cloned from %s", (origin, url) => {
    expect(urlOf(origin)).toBe(url);
  });
});
