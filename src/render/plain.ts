/** Says that a value is not plain data: something in it has to be awaited, or is no data at all. */
export const notPlain = Symbol("not plain");

type Plain =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/**
 * Plain data as the SDK would serialise it: `undefined` is left out of objects and becomes `null` in lists. The SDK awaits every single
 * value of the inputs, also those that were there from the beginning, as nearly all of ours are.
 */
export function plainly(value: unknown): Plain | typeof notPlain {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "undefined":
      return value;
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return list(value);
      return isRecord(value) ? record(value) : notPlain;
    default:
      return notPlain;
  }
}

/** Outputs, resources and promises have classes. */
function isRecord(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function list(value: readonly unknown[]): Plain | typeof notPlain {
  const copy: Plain[] = [];
  for (const item of value) {
    const plain = plainly(item);
    if (plain === notPlain) return notPlain;
    copy.push(plain === undefined ? null : plain);
  }
  return copy;
}

function record(value: Readonly<Record<string, unknown>>): Plain | typeof notPlain {
  const copy: Record<string, Plain> = {};
  for (const key of Object.keys(value)) {
    const plain = plainly(value[key]);
    if (plain === notPlain) return notPlain;
    if (plain !== undefined) copy[key] = plain;
  }
  return copy;
}
