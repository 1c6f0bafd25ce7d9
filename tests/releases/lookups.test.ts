import { describe, expect, test } from "vitest";
import {
  applicationsByKind,
  deploymentsByApplication,
  deploymentsByRelease,
  fetchApplicationVersion,
  isLastStage,
  releaseByStage,
  stagesByRelease,
  stagesOf,
} from "../../src/releases/lookups.ts";
import { mapFrom } from "./maps.ts";

const map = mapFrom(`
stages: [ci, qa, production]
deployments:
  mitx:
    run: { production: verawood, ci: master, qa: verawood }
    applications: { add: [{ application: notes, stage: qa }] }
  xpro:
    run: { ci: verawood, qa: ulmo }
    overrides:
      - { application: learning, origin: example/learning, branch: ours }
`);

test("lanes beside each other are all of them last, and nothing is where there is no map", () => {
  const lanes = mapFrom(
    "stages: [ci, [production, standby]]\ndeployments: { a: { run: { ci: verawood, production: verawood } } }\n",
  );
  const last = ["ci", "production", "standby", "elsewhere"].filter((stage) => isLastStage(lanes, stage));
  expect(last).toEqual(["production", "standby"]);
  expect(isLastStage(undefined, "production")).toBe(false);
});

describe("look-ups in both directions", () => {
  test("the release of a stage, and nothing where there is none", () => {
    expect(releaseByStage(map, "mitx", "ci")).toBe("master");
    expect(releaseByStage(map, "xpro", "production")).toBeUndefined();
    expect(releaseByStage(map, "mitx", "CI")).toBeUndefined();
  });

  test("stages come in the map's order, not in the order of the entry", () => {
    expect(stagesOf(map, "mitx")).toEqual(["ci", "qa", "production"]);
    expect(stagesByRelease(map, "mitx", "verawood")).toEqual(["qa", "production"]);
    expect(stagesByRelease(map, "nobody", "verawood")).toEqual([]);
  });

  test("deployments by release", () => {
    expect(deploymentsByRelease(map, "verawood")).toEqual(["mitx", "xpro"]);
    expect(deploymentsByRelease(map, "ulmo")).toEqual(["xpro"]);
    expect(deploymentsByRelease(map, "teak")).toEqual([]);
  });

  test("deployments by application count only those that really run it with that release", () => {
    expect(deploymentsByApplication(map, "verawood", "notes")).toEqual(["mitx"]);
    expect(deploymentsByApplication(map, "master", "notes")).toEqual([]);
    expect(deploymentsByApplication(map, "verawood", "admin-console")).toEqual(["mitx", "xpro"]);
  });

  test("one application version, with what overrides it", () => {
    expect(fetchApplicationVersion(map, "xpro", "qa", "learning")).toMatchObject({
      origin: "example/learning",
      ref: { kind: "branch", name: "ours" },
      runtime: "24.11.0",
    });
    expect(fetchApplicationVersion(map, "xpro", "qa", "catalog")).toBeUndefined();
  });

  test("services and micro-frontends apart", () => {
    const names = (kind: "service" | "mfe") =>
      applicationsByKind(map, "mitx", "qa", kind).map(({ application }) => application);
    expect(names("service")).toEqual(["edx-platform", "notes"]);
    expect(names("mfe")).toContain("learning");
    expect(names("mfe")).not.toContain("notes");
  });
});
