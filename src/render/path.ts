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
