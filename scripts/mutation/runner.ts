import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Go } from "./go.ts";
import { type Case, load, loaded, outwards, type Suite } from "./harness.ts";

type Hits = Record<string, number>;

/** Where the changed code asks which change is on, and counts. */
interface Instruments {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { readonly static: Hits; readonly perTest: Readonly<Record<string, Hits>> };
}

const instruments: Instruments = {};
Object.assign(globalThis, { __stryker__: instruments });

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  readonly testFilter?: readonly string[] | undefined;
  readonly hitLimit?: number | undefined;
}

/**
 * Stryker's runner of tests, a process of its own. It loads the tests of a part once, and runs them as often as there are mutants. What
 * runs while a file is loaded is not tried then; what a mutant leaves behind in the process is noticed, and Stryker starts another one.
 */
export class Runner {
  readonly #files: readonly string[];
  readonly #milliseconds = new Map<string, number>();

  constructor(files: readonly string[]) {
    this.#files = files;
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    for (const file of this.#files) await load(file, pathToFileURL(resolve(file)).href);
  }

  /** All tests, and which mutants each of them meets. */
  async dryRun() {
    const go = new Go((one) => {
      instruments.currentTestId = keyOf(one);
    });
    const tests = [];
    for (const one of loaded().values()) {
      const { milliseconds, failure } = await go.run(one);
      instruments.currentTestId = undefined;
      this.#milliseconds.set(one.id, milliseconds);
      tests.push(testResult(one, milliseconds, failure));
    }
    await go.end();
    return { status: "complete", tests, mutantCoverage: coverage() };
  }

  async mutantRun({ activeMutant, testFilter = [], hitLimit }: MutantRun) {
    const go = new Go();
    Object.assign(instruments, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const killer = await this.#firstFailure(go, testFilter);
    const hits = instruments.hitCount ?? 0;
    Object.assign(instruments, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    await go.end();
    if (killer) await mustPass(killer.test);
    if (hitLimit !== undefined && hits > hitLimit) return { status: "timeout" };
    if (killer === undefined) return { status: "survived", nrOfTests: testFilter.length };
    return { status: "killed", failureMessage: killer.failure, killedBy: [killer.test.id], nrOfTests: 1 };
  }

  /** The quickest test is asked first. A process that was started later knows no times, and takes the order of the files. */
  async #firstFailure(go: Go, ids: readonly string[]) {
    const cost = ({ id }: Case) => this.#milliseconds.get(id) ?? 0;
    const chosen = ids.flatMap((id) => loaded().get(id) ?? []).toSorted((a, b) => cost(a) - cost(b));
    for (const test of chosen) {
      const { milliseconds, failure } = await go.run(test);
      if (failure !== undefined) return { test, failure };
      this.#milliseconds.set(test.id, milliseconds);
    }
    return undefined;
  }
}

const numbers = new Map<Suite, number>();

/** Under which name hits are counted. */
function keyOf(one: Suite | Case): string {
  if ("id" in one) return one.id;
  const number = numbers.get(one) ?? numbers.size;
  numbers.set(one, number);
  return `suite ${number}`;
}

/** What a suite prepares counts for each of its tests. */
function coverage() {
  const { static: always, perTest } = instruments.mutantCoverage ?? { static: {}, perTest: {} };
  const hitsOf = (one: Case): Hits => {
    const sum: Hits = {};
    for (const key of [one, ...outwards(one.suite)].map(keyOf)) {
      for (const [mutant, hits] of Object.entries(perTest[key] ?? {}))
        sum[mutant] = (sum[mutant] ?? 0) + hits;
    }
    return sum;
  };
  const met = [...loaded().values()].map((one) => [one.id, hitsOf(one)] as const);
  const tried = new Set(met.flatMap(([, hits]) => Object.keys(hits)));
  return {
    // Stryker starts a process for each mutant that loading meets as well, though the tests that meet it are all that is asked.
    static: Object.fromEntries(Object.entries(always).filter(([mutant]) => !tried.has(mutant))),
    perTest: Object.fromEntries(met),
  };
}

const PASSED = 0;
const FAILED = 1;

const testResult = ({ id, name, suite }: Case, timeSpentMs: number, failureMessage?: string) => ({
  id,
  name,
  fileName: resolve(suite.file),
  timeSpentMs,
  ...(failureMessage === undefined ? { status: PASSED } : { status: FAILED, failureMessage }),
});

/** Else something is left behind of a mutant, and the verdict is worth nothing. */
async function mustPass(test: Case): Promise<void> {
  const go = new Go();
  const { failure } = await go.run(test);
  await go.end();
  if (failure !== undefined) throw new Error(`${test.id} fails by now even without a mutant: ${failure}`);
}
