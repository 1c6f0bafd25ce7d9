import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { buildMatrix } from "../../src/releases/builds.ts";
import { lint } from "../../src/releases/lint.ts";
import { type ImageLock, readImageLock } from "../../src/releases/lock.ts";
import { deploymentsByRelease } from "../../src/releases/lookups.ts";
import { type ReleaseMap, readReleaseMap } from "../../src/releases/map.ts";
import { isKnown } from "../../src/releases/release.ts";
import { resolve } from "../../src/releases/resolve.ts";

const today = "2026-11-21";
const at = (folder: string): { map: ReleaseMap; lock: ImageLock } => {
  const root = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
  const { map, problems } = readReleaseMap(root);
  const { lock, problems: broken } = readImageLock(root);
  if (!map || !lock) throw new Error(JSON.stringify([...problems, ...broken]));
  return { map, lock };
};

describe("the map of the project", () => {
  const { map, lock } = at(".");

  test("has no problems today", () => {
    expect(lint(map, lock, { today })).toEqual([]);
  });

  test("runs verawood for academy in every stage, with images that are all known", () => {
    expect(map.default?.deployment).toBe("academy");
    for (const stage of ["ci", "qa", "production"]) {
      const resolution = resolve(map, "academy", stage, lock);
      expect(resolution?.release.name).toBe("verawood");
      for (const { image } of resolution?.applications.values() ?? []) expect(isKnown(image)).toBe(true);
    }
  });

  test("locks nothing yet", () => {
    expect(lock.cells).toEqual([]);
  });
});

describe("the example of the four deployments", () => {
  const { map, lock } = at("examples/mit");
  const mfes = (deployment: string, stage: string) =>
    [...(resolve(map, deployment, stage)?.applications.values() ?? [])]
      .filter(({ kind }) => kind === "mfe")
      .map(({ application }) => application)
      .sort();
  const services = (deployment: string, stage: string) =>
    [...(resolve(map, deployment, stage)?.applications.values() ?? [])]
      .filter(({ kind }) => kind === "service")
      .map(({ application }) => application)
      .sort();

  test("has nothing against it but that xpro runs Ulmo past its support", () => {
    const problems = lint(map, lock, { today });
    expect(problems.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
      "warning release-past-support",
      "warning release-past-support",
    ]);
    expect(problems.every(({ message }) => message.startsWith("xpro runs ulmo"))).toBe(true);
  });

  const releases = {
    mitx: ["master", "verawood", "verawood"],
    "mitx-staging": ["master", "verawood", "verawood"],
    mitxonline: ["master", "master", "master"],
    xpro: ["verawood", "ulmo", "ulmo"],
  };

  test.each(Object.entries(releases))("%s runs %j", (deployment, expected) => {
    const run = map.deployments.get(deployment)?.run;
    expect(["ci", "qa", "production"].map((stage) => run?.get(stage)?.release)).toEqual(expected);
  });

  test.each([
    [
      "mitx",
      "qa",
      "admin-console authoring communications discussions gradebook learner-dashboard learning ora-grading",
    ],
    [
      "mitx",
      "ci",
      "admin-console authoring communications discussions gradebook instructor learner-dashboard learning ora-grading",
    ],
    [
      "mitxonline",
      "production",
      "admin-console authoring communications discussions gradebook instructor learning ora-grading",
    ],
    [
      "xpro",
      "ci",
      "admin-console authoring communications discussions gradebook learning ora-grading payment",
    ],
    ["xpro", "qa", "authoring communications discussions gradebook learning ora-grading payment"],
  ])("%s has these micro-frontends in %s: %s", (deployment, stage, expected) => {
    expect(mfes(deployment, stage)).toEqual(expected.split(" "));
  });

  test.each([
    ["mitx", "qa", "codejail edx-platform notes xqueue xqueue-watcher"],
    ["mitxonline", "ci", "codejail edx-platform xqueue xqueue-watcher"],
    [
      "xpro",
      "production",
      "codejail credentials discovery ecommerce ecommerce-worker edx-platform jupyterhub notes",
    ],
  ])("%s has these services in %s: %s", (deployment, stage, expected) => {
    expect(services(deployment, stage)).toEqual(expected.split(" "));
  });

  test("overrides are those of the original", () => {
    expect(resolve(map, "mitx", "qa")?.theme).toEqual({
      origin: "mitodl/mitx-theme",
      ref: { kind: "branch", name: "verawood" },
    });
    expect(resolve(map, "mitxonline", "qa")?.theme?.ref.name).toBe("main");
    const online = resolve(map, "mitxonline", "ci")?.applications;
    expect(online?.get("instructor")?.ref.name).toBe("main");
    expect(online?.get("learning")?.translations?.origin).toBe("mitodl/mitxonline-translations");
    expect(online?.get("authoring")?.translations).toBeUndefined();
    expect(resolve(map, "mitx", "qa")?.applications.get("xqueue-watcher")?.origin).toBe(
      "mitodl/xqueue-watcher",
    );
    expect(resolve(map, "mitx", "ci")?.applications.get("xqueue-watcher")?.origin).toBe(
      "openedx/xqueue-watcher",
    );
    expect(deploymentsByRelease(map, "verawood")).toEqual(["mitx", "mitx-staging", "xpro"]);
  });

  test("the lock has an image for every cell of the build matrix, and no other", () => {
    const wanted = buildMatrix(map).flatMap(({ application, for: consumers }) =>
      consumers.map(({ deployment, stage }) => `${deployment} ${stage} ${application}`),
    );
    const locked = lock.cells.map(
      ({ deployment, stage, application }) => `${deployment} ${stage} ${application}`,
    );
    expect(locked.sort()).toEqual(wanted.sort());
  });

  test("its digests are what the file says they are: made up from the names of the cells", () => {
    for (const { deployment, application, locked } of lock.cells) {
      const name = `${locked.release} ${deployment} ${application}`;
      expect(locked.digest).toBe(`sha256:${createHash("sha256").update(name).digest("hex")}`);
    }
  });
});
