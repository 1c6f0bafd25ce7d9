// Taken before any program runs: while one does, the timers of the process are watched.
const { setImmediate, setTimeout } = globalThis;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Turns of the event loop without a request after which a program that waits for nothing outside is stuck. */
const idleTurns = 4;
/** Looks at a program that seems stuck before it is called so, a millisecond apart. */
const pauses = 40;
/** How long a program may wait for a timer or a file, in milliseconds. */
const longest = 5_000;

/** What could wake a program from outside, besides its timers: files and connections. */
const waking = /^(?:FSReq|FileHandle|GetAddrInfo|TCP|Pipe|Process|TLS)/;

const openRequests = (): number =>
  process.getActiveResourcesInfo().filter((name) => waking.test(name)).length;

/** What a program does, seen from outside. */
export interface Activity {
  /** Grows with everything that the program does. */
  moved(): number;
  /** Timers that it has set and that have not fired. */
  timers(): number;
}

/** Knows when a program has come to rest. Made before the program starts, so that its files can be told from those of others. */
export class Rest {
  readonly #before = openRequests();
  readonly #activity: Activity;

  constructor(activity: Activity) {
    this.#activity = activity;
  }

  /** Whether the work ends. It does not when nothing moves any more and nothing outside is awaited. */
  async ends(work: Promise<unknown>): Promise<boolean> {
    let done = false;
    const finish = () => {
      done = true;
    };
    work.then(finish, finish);
    // A file that others had open when the program began hides one of its own, so who seems stuck is given a while.
    for (let patience = 0; patience < pauses && !done; patience += 1) {
      const before = this.#activity.moved();
      await this.#quiet(() => done);
      if (!done) await pause();
      if (this.#activity.moved() !== before) patience = 0;
    }
    return done;
  }

  /** Gives what the program left behind the time to show itself. */
  comes(): Promise<void> {
    return this.#quiet(() => false);
  }

  async #quiet(done: () => boolean): Promise<void> {
    const start = performance.now();
    let last = this.#activity.moved();
    for (let idle = 0; idle < idleTurns && !done(); idle += 1) {
      await turn();
      const waits = () => !done() && this.#activity.moved() === last && this.#isAwaited();
      while (waits() && performance.now() - start < longest) await pause();
      if (this.#activity.moved() !== last) idle = 0;
      last = this.#activity.moved();
    }
  }

  #isAwaited(): boolean {
    return this.#activity.timers() > 0 || openRequests() > this.#before;
  }
}
