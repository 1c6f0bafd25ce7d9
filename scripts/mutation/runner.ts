import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Go } from "./go.ts";
import { type Case, load, outwards, type Suite } from "./harness.ts";

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
 * Stryker's runner of tests, a process of its own. It loads the code of a part once, and runs its tests as often as there are mutants.
 * What runs while the code is loaded is not tried then; what a mutant leaves behind in the process is noticed, and Stryker starts
 * another one.
 */
export class Runner {
  readonly #files: readonly TestFile[];
  readonly #cases = new Map<string, Case>();
  readonly #milliseconds = new Map<string, number>();
  /** What a test file does while it is loaded counts for each of its tests, and what a suite prepares for each of its own. */
  readonly #keys = new Map<TestFile | Suite | Case, string>();

  constructor(files: readonly string[]) {
    this.#files = files.map((file) => new TestFile(file));
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    // The first time loads all that they import as well, which is loaded once.
    for (const file of this.#files) await file.load();
    for (const file of this.#files) {
      instruments.currentTestId = this.#keyOf(file);
      for (const one of (await file.load()).values()) this.#cases.set(one.id, one);
      instruments.currentTestId = undefined;
    }
  }

  /** All tests, and which mutants each of them meets. */
  async dryRun() {
    const go = new Go((one) => {
      instruments.currentTestId = this.#keyOf(one);
    });
    const tests = [];
    for (const one of this.#cases.values()) {
      const { milliseconds, failure } = await go.run(one);
      instruments.currentTestId = undefined;
      this.#milliseconds.set(one.id, milliseconds);
      tests.push(testResult(one, milliseconds, failure));
    }
    await go.end();
    return { status: "complete", tests, mutantCoverage: this.#coverage() };
  }

  async mutantRun({ activeMutant, testFilter = [], hitLimit }: MutantRun) {
    const go = new Go();
    Object.assign(instruments, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const killer = await this.#firstFailure(go, testFilter);
    const hits = instruments.hitCount ?? 0;
    Object.assign(instruments, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    await go.end();
    const noticed = killer && this.#cases.get(killer.test);
    if (noticed) await mustPass(noticed);
    if (hitLimit !== undefined && hits > hitLimit) return { status: "timeout" };
    if (killer === undefined) return { status: "survived", nrOfTests: testFilter.length };
    return { status: "killed", failureMessage: killer.failure, killedBy: [killer.test], nrOfTests: 1 };
  }

  /** The quickest test is asked first. A process that was started later knows no times, and takes the order of the files. */
  async #firstFailure(
    go: Go,
    ids: readonly string[],
  ): Promise<{ test: string; failure: string } | undefined> {
    const cases = new Map(this.#cases);
    for (const file of this.#files.filter(({ name }) => ids.some((id) => id.startsWith(`${name}#`)))) {
      const [first = ""] = ids.filter((id) => id.startsWith(`${file.name}#`));
      if (!this.#meetsWhileLoading(file)) continue;
      try {
        for (const one of (await file.load()).values()) cases.set(one.id, one);
      } catch (error) {
        return { test: first, failure: String(error) };
      }
    }
    const cost = ({ id }: Case) => this.#milliseconds.get(id) ?? 0;
    const chosen = ids.flatMap((id) => cases.get(id) ?? []).toSorted((a, b) => cost(a) - cost(b));
    for (const test of chosen) {
      const { milliseconds, failure } = await go.run(test);
      if (failure !== undefined) return { test: test.id, failure };
      this.#milliseconds.set(test.id, milliseconds);
    }
    return undefined;
  }

  #meetsWhileLoading(file: TestFile): boolean {
    const key = this.#keys.get(file);
    const hits = key === undefined ? undefined : instruments.mutantCoverage?.perTest[key];
    return hits?.[instruments.activeMutant ?? ""] !== undefined;
  }

  #keyOf(one: TestFile | Suite | Case): string {
    if ("id" in one) return one.id;
    const key = this.#keys.get(one) ?? `before ${this.#keys.size}`;
    this.#keys.set(one, key);
    return key;
  }

  #coverage() {
    const { static: always, perTest } = instruments.mutantCoverage ?? { static: {}, perTest: {} };
    const met = [...this.#cases.values()].map((one) => {
      const file = this.#files.filter(({ name }) => name === one.suite.file);
      const keys = [one, ...outwards(one.suite), ...file].map((each) => this.#keyOf(each));
      return [one.id, sumOf(keys.map((key) => perTest[key] ?? {}))] as const;
    });
    const tried = new Set(met.flatMap(([, hits]) => Object.keys(hits)));
    return {
      // Stryker starts a process for each mutant that loading meets as well, though the tests that meet it are all that is asked.
      static: Object.fromEntries(Object.entries(always).filter(([mutant]) => !tried.has(mutant))),
      perTest: Object.fromEntries(met),
    };
  }
}

/** A file of tests, that can be loaded again and again; what it imports is loaded once. */
class TestFile {
  readonly name: string;
  #times = 0;

  constructor(name: string) {
    this.name = name;
  }

  load(): Promise<ReadonlyMap<string, Case>> {
    this.#times += 1;
    // The second time is the one of most tests, and some of them look at their own place.
    const time = this.#times === 2 ? "" : `?${this.#times}`;
    return load(this.name, `${pathToFileURL(resolve(this.name)).href}${time}`);
  }
}

function sumOf(all: readonly Hits[]): Hits {
  const sum: Hits = {};
  for (const [mutant, hits] of all.flatMap(Object.entries)) sum[mutant] = (sum[mutant] ?? 0) + Number(hits);
  return sum;
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
