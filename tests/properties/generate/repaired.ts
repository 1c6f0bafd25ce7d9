import { isError, type Problem } from "../../../src/documents/problem.ts";

/** A block of plain data that a case grows in. */
export type Plain = { [key: string]: unknown };

/** Most things that one stack says wrongly are refused at once, so this many rounds are more than enough. */
const ROUNDS = 12;

/**
 * What a person would end up with who takes out whatever is refused: no schema says that a component has to exist or that
 * two hosts differ, and nobody has to say it here again.
 */
export function repaired(
  sections: Plain,
  problemsOf: (sections: Plain) => readonly Problem[],
): Plain | undefined {
  const data = structuredClone(sections);
  for (let round = 0; round < ROUNDS; round++) {
    const errors = problemsOf(data).filter(isError);
    if (errors.length === 0) return data;
    const taken = errors.filter(({ path = "" }) => takeOut(data, keysOf(path.replace("arboretum:", ""))));
    if (taken.length === 0) return undefined;
  }
  return undefined;
}

/** The keys of `stores.mysql.volume`, `egress[0].to`, `secrets.given["a.b"]`. */
const keysOf = (path: string): readonly string[] =>
  [...path.matchAll(/\["([^"]*)"\]|[^.[\]]+/g)].map(([whole, quoted]) => quoted ?? whole);

/** Takes out the value at the path, or the nearest one above that is there. Whether there was any. */
function takeOut(data: Plain, keys: readonly string[]): boolean {
  const way: { readonly holder: Plain; readonly key: string }[] = [];
  let holder: unknown = data;
  for (const key of keys) {
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) break;
    way.push({ holder: holder as Plain, key });
    holder = (holder as Plain)[key];
  }
  const last = way.pop();
  if (last === undefined) return false;
  remove(last.holder, last.key);
  // A list of nothing is mostly refused where one was asked for, and an entry without what it requires as well.
  if (Array.isArray(last.holder) && last.holder.length === 0) {
    const above = way.pop();
    if (above !== undefined) remove(above.holder, above.key);
  }
  return true;
}

function remove(holder: Plain, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}
