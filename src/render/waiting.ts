const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Turns of the event loop without a request after which a program that waits for nothing outside is stuck. */
const idleTurns = 4;
/** How long a program may wait for a timer or a file, in milliseconds. */
const longest = 5_000;

/** What keeps the event loop alive and could wake a program: timers, files, connections. */
const waking = /^(?:Timeout|Immediate|FSReq|FileHandle|GetAddrInfo|TCP|Pipe|Process|TLS)/;

const wakers = (): number => process.getActiveResourcesInfo().filter((name) => waking.test(name)).length;

/** Knows when a program has come to rest. Made before the program starts, so that its timers can be told from those of others. */
export class Rest {
  readonly #before = wakers();
  readonly #moved: () => number;

  /** `moved` grows with everything that the program does. */
  constructor(moved: () => number) {
    this.#moved = moved;
  }

  /** Whether the work ends. It does not when nothing moves any more and nothing outside is awaited. */
  async ends(work: Promise<unknown>): Promise<boolean> {
    let done = false;
    const finish = () => {
      done = true;
    };
    work.then(finish, finish);
    await this.#quiet(() => done);
    return done;
  }

  /** Gives what the program left behind the time to show itself. */
  comes(): Promise<void> {
    return this.#quiet(() => false);
  }

  async #quiet(done: () => boolean): Promise<void> {
    const start = performance.now();
    let last = this.#moved();
    for (let idle = 0; idle < idleTurns && !done(); idle += 1) {
      await turn();
      if (this.#moved() !== last) idle = 0;
      last = this.#moved();
      while (this.#waits(last, done) && performance.now() - start < longest) await pause();
    }
  }

  #waits(last: number, done: () => boolean): boolean {
    return !done() && this.#moved() === last && wakers() > this.#before;
  }
}
