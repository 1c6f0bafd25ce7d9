import type { Case } from "./generate/case.ts";

const isTree = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A copy of a block or a list, of which one entry is changed, or gone. */
function changed<Value extends object>(value: Value, key: string, inner?: unknown): Value {
  const entries = Object.entries(value).flatMap(([name, one]) => {
    if (name !== key) return [[name, one]];
    return inner === undefined ? [] : [[name, inner]];
  });
  return (Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries)) as Value;
}

/** Everything with one entry less, anywhere: what holds most goes first. */
function* lesser<Value extends object>(value: Value): Generator<Value> {
  for (const key of Object.keys(value)) yield changed(value, key);
  for (const [key, inner] of Object.entries(value)) {
    if (!isTree(inner)) continue;
    for (const less of lesser(inner)) yield changed(value, key, less);
  }
}

function* lesserCases(one: Case): Generator<Case> {
  for (const sections of lesser(one.sections)) yield { ...one, sections };
  for (const add of lesser(one.applications.add))
    yield { ...one, applications: { ...one.applications, add } };
  for (const remove of lesser(one.applications.remove)) {
    yield { ...one, applications: { ...one.applications, remove } };
  }
}

/**
 * A case with as little in it as still breaks what it broke, as far as one gets in a time. fast-check makes values smaller one after
 * the other, and each of them would be repaired again: that takes hours for a stack.
 */
export async function smallest(
  one: Case,
  breaks: (one: Case) => Promise<boolean>,
  milliseconds: number,
): Promise<Case> {
  const end = Date.now() + milliseconds;
  let best = one;
  for (let found = true; found; ) {
    found = false;
    for (const less of lesserCases(best)) {
      if (Date.now() > end) return best;
      if (!(await breaks(less))) continue;
      best = less;
      found = true;
      break;
    }
  }
  return best;
}
