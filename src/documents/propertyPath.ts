/** Property paths as Pulumi writes them: `spec.containers[0].env`, `data["tls.key"]`. */
const plainKey = /^[A-Za-z_$][\w$-]*$/;

export function below(path: string, key: string): string {
  if (!plainKey.test(key)) return `${path}["${key.replaceAll('"', '\\"')}"]`;
  return path === "" ? key : `${path}.${key}`;
}

export const at = (path: string, index: number): string => `${path}[${index}]`;

const step = /\.?([^.[\]]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]/g;

/** The keys of a path, one by one; indices as text. */
export function keysOf(path: string): string[] {
  return [...path.matchAll(step)].map(
    ([, key, index, quoted]) => key ?? index ?? quoted?.replaceAll('\\"', '"') ?? "",
  );
}

/** Whether `path` is `prefix` or lies below it; `*` in the prefix matches any key. */
export function isWithin(path: string, prefix: string): boolean {
  const keys = keysOf(path);
  return keysOf(prefix).every((key, index) => key === "*" || key === keys[index]);
}

/** A value without what is behind the keys. Elements of lists are emptied, so that the others keep their places. */
export function withoutKeys(value: unknown, keys: readonly string[]): unknown {
  const [first, ...rest] = keys;
  if (first === undefined || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      String(index) !== first ? item : rest.length === 0 ? "" : withoutKeys(item, rest),
    );
  }
  const { [first]: inner, ...others } = value as Readonly<Record<string, unknown>>;
  return rest.length === 0 || inner === undefined
    ? others
    : { ...(value as object), [first]: withoutKeys(inner, rest) };
}
