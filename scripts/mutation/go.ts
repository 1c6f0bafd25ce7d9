import { performance } from "node:perf_hooks";
import { type Body, type Case, outwards, type Suite, takeFinishes } from "./harness.ts";

/** How a test went. */
export interface Outcome {
  readonly milliseconds: number;
  /** Why it failed, where it did. */
  readonly failure?: string;
}

const LIMIT_SECONDS = 60;

/** One go through some tests: what a suite prepares, it prepares once. */
export class Go {
  readonly #prepared = new Map<Suite, { readonly error?: unknown }>();
  readonly #entering: (one: Suite | Case) => void;

  /** `entering` hears of every suite before it prepares something, and of every test before it runs. */
  constructor(entering: (one: Suite | Case) => void = () => undefined) {
    this.#entering = entering;
  }

  async run(one: Case): Promise<Outcome> {
    const began = performance.now();
    const failure = await failureOf(() => this.#whole(one));
    return { milliseconds: performance.now() - began, ...(failure === undefined ? {} : { failure }) };
  }

  async #whole(one: Case): Promise<void> {
    const suites = outwards(one.suite);
    for (const suite of suites.toReversed()) await this.#prepare(suite);
    this.#entering(one);
    try {
      for (const { hooks } of suites.toReversed()) await inTurn(hooks.beforeEach);
      await one.body({});
    } finally {
      for (const { hooks } of suites) await inTurn(hooks.afterEach);
      await inTurn(takeFinishes());
    }
  }

  async #prepare(suite: Suite): Promise<void> {
    const known = this.#prepared.get(suite);
    if (known && "error" in known) throw known.error;
    if (known) return;
    this.#entering(suite);
    try {
      await inTurn(suite.hooks.beforeAll);
      this.#prepared.set(suite, {});
    } catch (error) {
      this.#prepared.set(suite, { error });
      throw error;
    }
  }

  /** Puts away what the suites have prepared. */
  async end(): Promise<void> {
    for (const { hooks } of [...this.#prepared.keys()].toReversed()) {
      await failureOf(() => inTurn(hooks.afterAll));
    }
  }
}

async function inTurn(bodies: readonly Body[]): Promise<void> {
  for (const body of bodies) await body({});
}

/** A test that waits for what never comes has failed as well. */
async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`It is not done after ${LIMIT_SECONDS} s.`)),
      LIMIT_SECONDS * 1000,
    );
  });
  try {
    await Promise.race([work(), late]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
