import { inspect } from "node:util";

/**
 * What a test file imports as "vitest" while the core is changed. Vitest fetches every module anew for each run, which takes a hundred
 * times longer than most tests. Here the files are loaded once, and single tests of them are run again and again (`go.ts`).
 */
export { expect, vi } from "vitest";

export type Body = (...given: readonly unknown[]) => unknown;

export interface Suite {
  readonly name: string;
  readonly file: string;
  readonly parent?: Suite;
  readonly hooks: Readonly<Record<Hook, Body[]>>;
}

export interface Case {
  readonly id: string;
  readonly name: string;
  readonly suite: Suite;
  readonly body: Body;
}

type Hook = "beforeAll" | "afterAll" | "beforeEach" | "afterEach";

let cases = new Map<string, Case>();
let suite: Suite | undefined;
let finishes: Body[] = [];

/** Loads a test file, and says which tests are in it. */
export async function load(file: string, url: string): Promise<ReadonlyMap<string, Case>> {
  cases = new Map();
  suite = suiteOf("", file);
  try {
    await import(url);
    return cases;
  } finally {
    suite = undefined;
  }
}

/** What the last test has asked for, for when it is over. */
export function takeFinishes(): readonly Body[] {
  const taken = finishes;
  finishes = [];
  return taken;
}

/** A suite with all that are around it, from inside. */
export const outwards = (one: Suite): readonly Suite[] =>
  one.parent ? [one, ...outwards(one.parent)] : [one];

const suiteOf = (name: string, file: string, parent?: Suite): Suite => ({
  name,
  file,
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  ...(parent ? { parent } : {}),
});

function here(): Suite {
  if (suite === undefined) throw new Error("A test or a hook stands in a test file.");
  return suite;
}

function addTest(title: string, body: Body): void {
  const within = here();
  const titles = outwards(within).map(({ name }) => name);
  const name = [title, ...titles].reverse().join(" ").trim();
  const base = `${within.file}#${name}`;
  let id = base;
  for (let count = 2; cases.has(id); count += 1) id = `${base} (${count})`;
  cases.set(id, { id, name, suite: within, body });
}

function addSuite(name: string, body: Body): void {
  const outer = here();
  suite = suiteOf(name, outer.file, outer);
  try {
    body();
  } finally {
    suite = outer;
  }
}

/** A title, then the body, before or behind it options or a limit. */
type Said = readonly [title: string, ...rest: unknown[]];

const isBody = (one: unknown): one is Body => typeof one === "function";
const bodyOf = (rest: readonly unknown[]): Body => rest.find(isBody) ?? (() => undefined);

const shown = (row: unknown) =>
  inspect(row, { depth: 2, breakLength: Number.POSITIVE_INFINITY }).slice(0, 120);

/** `test` or `describe`, in all the ways in which our tests say it. */
function definer(define: (title: string, body: Body) => void) {
  const one = (...[title, ...rest]: Said) => define(title, bodyOf(rest));
  const none = (..._: Said) => undefined;
  const each =
    (rows: readonly unknown[]) =>
    (...[title, ...rest]: Said) => {
      const body = bodyOf(rest);
      for (const row of rows) {
        define(`${title} ${shown(row)}`, () => body(...(Array.isArray(row) ? row : [row])));
      }
    };
  return Object.assign(one, {
    each,
    for:
      (rows: readonly unknown[]) =>
      (...said: Said) =>
        each(rows.map((row) => [row]))(...said),
    skip: none,
    skipIf: (no: unknown) => (no ? none : one),
    runIf: (yes: unknown) => (yes ? one : none),
  });
}

export const test = definer(addTest);
export const describe = definer(addSuite);

const hook = (kind: Hook) => (body: Body) => {
  here().hooks[kind].push(body);
};
export const beforeAll = hook("beforeAll");
export const afterAll = hook("afterAll");
export const beforeEach = hook("beforeEach");
export const afterEach = hook("afterEach");
export const onTestFinished = (body: Body) => {
  finishes.push(body);
};
