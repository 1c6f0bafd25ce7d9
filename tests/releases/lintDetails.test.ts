import { describe, expect, test } from "vitest";
import { floats } from "../../src/releases/lint/imageRules.ts";
import { lint } from "../../src/releases/lint.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { lockFrom, mapFrom } from "./maps.ts";

const hex = "0123456789abcdef0123456789abcdef01234567";

describe("the tag of an image", () => {
  test.each([
    "a/b:1.2",
    "a/b:v10.20.3",
    "host:5000/a/b:1.2",
    "a:2026-01-31",
    "a:nightly-2026-01-31",
    "a:abcdef1",
    "a:main-abcdef1",
    "a:main_abcdef1",
    "a:main.abcdef1",
    `a:${hex}`,
    `a:latest@sha256:${hex}`,
  ])("%s stays what it is", (image) => {
    expect(floats(image)).toBe(false);
  });

  test.each([
    "a",
    "host:5000/a",
    "host:5000/a:main",
    "a:latest",
    "a:1",
    "a:abcdef",
    "a:xabcdef1",
    "a:abcdef1-rc",
    `a:${hex}0`,
    "a:2026-1-31",
    "a:2026-01-3",
    "a:202-01-31",
    "a:release/1.2",
  ])("%s may be another image tomorrow", (image) => {
    expect(floats(image)).toBe(true);
  });
});

describe("a release whose support has ended", () => {
  const remedyOf = (release: string, today: string) =>
    lint(mapFrom(`deployments:\n  a: { run: { ci: ${release} } }\n`), lockFrom(undefined), { today })
      .filter(({ rule }) => rule === "release-past-support")
      .map(({ remedy }) => remedy);

  test.each([
    ["ulmo", "2026-07-29", []],
    ["ulmo", "2026-07-30", ["Nobody mends it any more. Upgrade to verawood."]],
    ["sumac", "2026-07-29", ["Nobody mends it any more. Upgrade to ulmo."]],
    ["sumac", "2026-07-30", ["Nobody mends it any more. Upgrade to verawood."]],
    ["master", "2099-01-01", []],
  ])("%s on %s leads to the next that is still mended: %j", (release, today, remedies) => {
    expect(remedyOf(release, today)).toEqual(remedies);
  });

  test("leads nowhere when nothing is mended any more, and never to what has no releases", () => {
    const { until } = supportedReleases.get("verawood")?.supported ?? {};
    if (typeof until === "string") {
      expect(remedyOf("ulmo", until)).toEqual(["Nobody mends it any more."]);
    } else {
      expect(remedyOf("ulmo", "2099-01-01")).toEqual(["Nobody mends it any more. Upgrade to verawood."]);
    }
  });
});

describe("an entry that changes nothing", () => {
  const idle = (overrides: readonly string[], run = "{ ci: verawood, qa: verawood, production: verawood }") =>
    lint(
      mapFrom(
        `deployments:\n  a:\n    run: ${run}\n    overrides:\n${overrides.map((one) => `      - { ${one} }\n`).join("")}`,
      ),
      lockFrom(undefined),
    )
      .filter(({ rule }) => rule === "override-default")
      .map(({ message, place }) => `${place?.line}: ${message}`);
  const said = (line: number, field: string, application: string) =>
    `${line}: The ${field} of ${application} is the same without this entry.`;
  const published = supportedReleases.get("verawood")?.images;

  test("has the origin, or the image, that there is anyway", () => {
    expect(idle(["application: edx-platform, origin: openedx/edx-platform, branch: mine"])).toEqual([
      said(5, "origin", "edx-platform"),
    ]);
    expect(idle(["application: edx-platform, origin: example/edx-platform, branch: mine"])).toEqual([]);
    expect(idle([`application: edx-platform, image: "${String(published?.openedx)}"`])).toEqual([
      said(5, "image", "edx-platform"),
    ]);
    expect(idle([`application: notes, image: "${String(published?.notes)}"`])).toEqual([
      said(5, "image", "notes"),
    ]);
    expect(idle(["application: notes, image: example/notes:1.0"])).toEqual([]);
  });

  test("says again what a wider one says", () => {
    const wide = "application: learning, branch: mine";
    expect(idle([wide, "application: learning, stage: qa, branch: mine"])).toEqual([
      said(6, "ref", "learning"),
    ]);
    expect(idle([wide, "application: learning, stage: qa, branch: other"])).toEqual([]);
  });

  test("counts only where it changes nothing in any stage", () => {
    const both = "{ ci: verawood, qa: ulmo }";
    const image = `application: edx-platform, image: "${String(published?.openedx)}"`;
    expect(idle([image], both)).toEqual([]);
  });
});
