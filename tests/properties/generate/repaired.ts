import { isError, type Problem } from "../../../src/documents/problem.ts";

/** A block of plain data that a case grows in. */
export type Plain = { [key: string]: unknown };

/** How a stack is brought into order. */
export interface Mending {
  readonly problemsOf: (sections: Plain) => readonly Problem[];
  /** Says what this stack has to say, where it does not. */
  readonly completed: (sections: Plain) => Plain;
  readonly hear?: ((refused: Problem) => void) | undefined;
}

/** Most things that one stack says wrongly are refused at once, so this many rounds are more than enough. */
const ROUNDS = 20;

/**
 * What a person would end up with who takes out whatever is refused, and says what is missing: no schema says that a
 * component has to exist or that two hosts differ, and nobody has to say it here again.
 */
export function repaired(
  sections: Plain,
  { problemsOf, completed, hear = () => {} }: Mending,
): Plain | undefined {
  let data = completed(structuredClone(sections));
  for (let round = 0; round < ROUNDS; round++) {
    const errors = problemsOf(data).filter(isError);
    if (errors.length === 0) return data;
    errors.forEach(hear);
    const mended = errors.filter(({ path = "" }) => {
      const keys = keysOf(path.replace("arboretum:", ""));
      return giveSecret(data, keys) || takeOut(data, keys);
    });
    if (mended.length === 0) return undefined;
    data = completed(data);
  }
  return undefined;
}

/** Gives a secret that is asked for. Whether it was one, and was missing. */
function giveSecret(data: Plain, keys: readonly string[]): boolean {
  const [section, key, name] = keys;
  if (section !== "secrets" || key !== "given" || name === undefined) return false;
  data.secrets ??= {};
  const secrets = data.secrets as { given?: Plain };
  secrets.given ??= {};
  if (Object.hasOwn(secrets.given, name)) return false;
  secrets.given[name] = { secure: "v1:abc" };
  return true;
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
