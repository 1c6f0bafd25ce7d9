type Callback = (...rest: readonly unknown[]) => void;
type Start = (callback: Callback, ...rest: readonly unknown[]) => unknown;
type Clear = (handle: unknown) => void;

/** The timers that a program has set and that have not fired yet. */
export interface Timers {
  waiting(): number;
  /** Puts the functions of the process back. */
  release(): void;
}

const once = [
  ["setTimeout", "clearTimeout"],
  ["setImmediate", "clearImmediate"],
] as const;

/**
 * Watches the timers of whoever `owns` the running code. Node counts the timers of a process, not of a program, and a host such as a
 * test runner has its own. What they throw would end the process. Intervals are left alone: nobody can wait for their end.
 */
export function watchTimers(owns: () => boolean, threw: (cause: unknown) => void): Timers {
  const waiting = new Set<unknown>();
  // The overloads of the timer functions do not matter here: arguments are handed through as they come.
  const host = globalThis as unknown as Record<string, Start & Clear>;
  const before = Object.fromEntries(once.flat().map((name) => [name, host[name]])) as Record<
    string,
    Start & Clear
  >;
  for (const [set, clear] of once) {
    const watched = (callback: unknown, ...rest: readonly unknown[]) => {
      if (!owns()) return before[set]?.(callback as Callback, ...rest);
      const handle = before[set]?.(
        (...given) => {
          waiting.delete(handle);
          try {
            (callback as Callback)(...given);
          } catch (cause) {
            threw(cause);
          }
        },
        ...rest,
      );
      waiting.add(handle);
      return handle;
    };
    // Node keeps what `util.promisify` makes of a timer as a property of its function.
    host[set] = Object.assign(watched, before[set]);
    host[clear] = (handle: unknown) => {
      waiting.delete(handle);
      before[clear]?.(handle as Callback);
    };
  }
  return { waiting: () => waiting.size, release: () => Object.assign(globalThis, before) };
}
