import { beforeAll, describe, expect, test } from "vitest";
import { Runner } from "../../scripts/mutation/runner.ts";

const FILE = "tests/scripts/mutationSample.ts";
const runner = new Runner([FILE]);
const idOf = (name: string) => `${FILE}#${name}`;

describe("the runner of tests for mutants", () => {
  let dry: Awaited<ReturnType<typeof runner.dryRun>>;
  beforeAll(async () => {
    await runner.init();
    dry = await runner.dryRun();
  });

  /** As Stryker would ask: with the tests that met the mutant. */
  const verdict = async (mutant: string) => {
    const met = Object.entries(dry.mutantCoverage.perTest).filter(([, hits]) => hits[mutant]);
    const testFilter = met.map(([id]) => id);
    return runner.mutantRun({ activeMutant: { id: mutant }, testFilter, hitLimit: 100 });
  };

  test("runs every test once, by the name of its suite and its row", () => {
    expect(dry.tests.map(({ id, status }) => [id, status])).toEqual([
      [idOf("a suite has what it prepared: %i 1"), 0],
      [idOf("a suite has what it prepared: %i 2"), 0],
      [idOf("a suite goes where nothing is asked"), 0],
      [idOf("knows what its file has made"), 0],
      [idOf("counts to an end"), 0],
      [idOf("what is kept stays"), 0],
    ]);
  });

  test("knows which tests meet a mutant: what a file or a suite prepares counts for all of its tests, what code does when it is loaded for none", () => {
    const { static: always, perTest } = dry.mutantCoverage;
    expect(always).toEqual({ static: 1 });
    expect(perTest[idOf("a suite has what it prepared: %i 2")]).toEqual({ double: 2 });
    expect(perTest[idOf("a suite goes where nothing is asked")]).toEqual({ double: 2, loud: 1 });
    expect(perTest[idOf("counts to an end")]).toEqual({ double: 1, endless: 4 });
  });

  test("prepares a suite and loads a file anew for each mutant, and names the test that noticed", async () => {
    const asked = async (name: string) =>
      runner.mutantRun({ activeMutant: { id: "double" }, testFilter: [idOf(name)], hitLimit: 100 });
    for (const name of ["a suite has what it prepared: %i 1", "knows what its file has made"]) {
      expect(await asked(name)).toMatchObject({
        status: "killed",
        killedBy: [idOf(name)],
        failureMessage: expect.stringContaining("expected 2 to be 4"),
      });
    }
    expect(await asked("a suite goes where nothing is asked")).toMatchObject({ status: "survived" });
    expect(await verdict("double")).toMatchObject({ status: "killed" });
  });

  test("says so where no test notices", async () => {
    expect(await verdict("loud")).toEqual({ status: "survived", nrOfTests: 1 });
  });

  test("ends what would never end", async () => {
    expect(await verdict("endless")).toEqual({ status: "timeout" });
  });

  test("gives no verdict once a mutant has left something behind", async () => {
    const sticky = {
      activeMutant: { id: "sticky" },
      testFilter: [idOf("what is kept stays")],
      hitLimit: 100,
    };
    await expect(runner.mutantRun(sticky)).rejects.toThrow(/what is kept stays fails by now even without/);
  });
});
