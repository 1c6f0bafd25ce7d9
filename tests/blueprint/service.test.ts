import { describe, expect, test } from "vitest";
import type { PlacedPreparation } from "../../src/blueprint/model.ts";
import { joined } from "../../src/blueprint/service.ts";
import { files, text } from "../../src/vocabulary/content.ts";
import type { Job } from "../../src/vocabulary/workload.ts";
import { composed, deploymentOf } from "../house.ts";

const [some] = deploymentOf(composed("qa")).preparations.flatMap(({ jobs }) => jobs);

const job = (name: string): Job => {
  if (some === undefined) throw new Error("there is no Job");
  return { ...some, name };
};

const chain = (name: string, jobs: readonly string[], needs: readonly string[]): PlacedPreparation => ({
  name,
  namespace: "campus",
  needs,
  jobs: jobs.map(job),
  files: [files(`${jobs[0]}-settings`, "stable", { "a.conf": text("a") }, () => "1")],
});

const shown = ({ name, needs, jobs, files }: PlacedPreparation) => ({
  name,
  needs,
  jobs: jobs.map((one) => one.name),
  files: files.map((one) => one.name),
});

describe("applications that change the same databases", () => {
  const lms = chain("platform", ["lms-migrate", "lms-history"], ["mysql", "broker"]);
  const notes = chain("notes", ["notes-migrate"], ["mysql"]);
  const cms = chain("platform", ["cms-migrate"], ["search", "mysql"]);

  test("stand in one chain, one after the other, and it waits for what any of them needs, each once", () => {
    expect(joined([lms, notes, cms]).map(shown)).toEqual([
      {
        name: "platform",
        needs: ["mysql", "broker", "search"],
        jobs: ["lms-migrate", "lms-history", "cms-migrate"],
        files: ["lms-migrate-settings", "cms-migrate-settings"],
      },
      shown(notes),
    ]);
  });

  test("stand in the order of the catalogue and in no other", () => {
    const [platform] = joined([cms, lms]);
    expect(platform && shown(platform).jobs).toEqual(["cms-migrate", "lms-migrate", "lms-history"]);
  });

  test("leave chains of other names as they are", () => {
    expect(joined([lms, notes])).toEqual([lms, notes]);
    expect(joined([])).toEqual([]);
  });
});

describe("the chain of the platform", () => {
  const { preparations } = deploymentOf(composed("qa"));
  const platform = preparations.find(({ name }) => name === "edxapp-migrations");

  test("is one, and migrates the platform before its history and Studio after both", () => {
    expect(new Set(preparations.map(({ name }) => name)).size).toBe(preparations.length);
    expect(platform?.jobs.map(({ name }) => name)).toEqual([
      "lms-migrate",
      "lms-migrate-history",
      "cms-migrate",
    ]);
  });

  test("mounts files under names that never change, and has all that its Jobs mount", () => {
    const there = platform?.files ?? [];
    expect(there.map(({ naming }) => naming)).toEqual(there.map(() => "stable"));
    const mounted = platform?.jobs.flatMap(({ pod }) =>
      pod.mounts.flatMap((mount) => (mount.from === "files" ? [mount.files] : [])),
    );
    expect([...new Set(mounted)].sort()).toEqual(there.map(({ name }) => name).sort());
  });
});
