import { describe, expect, test } from "vitest";
import { openProject } from "../../src/blueprint/project.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { hopBetween, hopsTo } from "../../src/upgrade/hops.ts";
import { upgradePlan } from "../../src/upgrade/plan.ts";
import { project as copied } from "../cli/project.ts";

const release = (name: string) => {
  const found = supportedReleases.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

const names = (from: string, to: string) =>
  hopsTo(supportedReleases, release(from), release(to)).map((hop) => `${hop.from.name} ${hop.to.name}`);

describe("hops", () => {
  test("each release follows the one before", () => {
    expect(names("sumac", "verawood")).toEqual(["sumac teak", "teak ulmo", "ulmo verawood"]);
    expect(names("ulmo", "ulmo")).toEqual([]);
    expect(names("verawood", "ulmo")).toEqual([]);
  });

  test("nobody tests a leap", () => {
    expect(hopBetween(release("teak"), release("verawood"))).toBeUndefined();
    expect(hopBetween(release("ulmo"), release("verawood"))?.edge.from).toBe("ulmo");
  });

  test("every step that is the update's is one of which a person need not hear more", () => {
    const all = [...supportedReleases.values()].flatMap(({ upgradeFrom }) =>
      upgradeFrom.flatMap(({ steps }) => steps),
    );
    expect(all.filter(({ by }) => by === "update").map(({ id }) => id)).toEqual([
      "navigation-flag",
      "meilisearch",
      "reindex",
      "load-policies",
      "reindex",
      "digest-cron",
      "meilisearch-volume",
      "reindex",
    ]);
  });
});

/** The plan of a project whose stages run these releases. */
function planned(run: string, to: string, files = {}) {
  const map = `stages: [ci, qa, production]\ndefault: academy\ndeployments:\n  academy:\n    run: ${run}\n`;
  const opened = openProject(copied({ "release-map.yaml": map, "images.lock.yaml": null, ...files }));
  const academy = opened.map?.deployments.get("academy");
  if (opened.map === undefined || academy === undefined) throw new Error("the map is broken");
  return upgradePlan({ ...opened, map: opened.map }, academy, release(to), { today: "2026-11-21" });
}

const shape = ({ hops }: ReturnType<typeof planned>) =>
  hops.map(
    ({ from, to, stages }) => `${from.name} ${to.name}: ${stages.map(({ stack }) => stack).join(" ")}`,
  );

describe("the plan", () => {
  test("goes through all stages before the next hop begins, and leaves out those that are ahead", () => {
    const run = "{ ci: verawood, qa: ulmo, production: teak }";
    expect(shape(planned(run, "verawood"))).toEqual([
      "teak ulmo: production",
      "ulmo verawood: qa production",
    ]);
    expect(shape(planned("{ ci: verawood, qa: verawood, production: verawood }", "verawood"))).toEqual([]);
  });

  test("composes each stack as it will be, one stage after the other", () => {
    const [hop] = planned("{ ci: ulmo, qa: ulmo, production: ulmo }", "verawood").hops;
    expect(hop?.stages.map(({ after }) => after)).toEqual([[], ["ci"], ["qa"]]);
    for (const { stacks, problems } of hop?.stages ?? []) {
      expect(stacks?.before.resolution?.release.name).toBe("ulmo");
      expect(stacks?.after.resolution?.release.name).toBe("verawood");
      // No stage is ahead of the one before at any time.
      expect(problems).toEqual([]);
    }
  });

  test("tells what the new release does not know", () => {
    const lms = {
      "Pulumi.qa.yaml": qaWith("arboretum:django: { lms: { LEARNER_HOME_MFE_REDIRECT_PERCENTAGE: 50 } }"),
    };
    const [hop] = planned("{ ci: verawood, qa: ulmo, production: ulmo }", "verawood", lms).hops;
    const [qa] = hop?.stages ?? [];
    expect(qa?.problems.map(({ path }) => path)).toEqual([
      "arboretum:django.lms.LEARNER_HOME_MFE_REDIRECT_PERCENTAGE",
    ]);
    expect(qa?.stacks?.before.problems).toEqual([]);
  });

  test("knows that a stage may have no stack here", () => {
    const [hop] = planned("{ ci: verawood, qa: ulmo }", "verawood", { "Pulumi.qa.yaml": null }).hops;
    expect(hop?.stages).toEqual([expect.not.objectContaining({ stacks: expect.anything() })]);
  });
});

const qaWith = (line: string) =>
  `config:\n  arboretum:layers: [deployments/academy.yaml, stages/qa.yaml]\n  arboretum:edge: { domain: qa.academy.example.edu }\n  ${line}\n`;
