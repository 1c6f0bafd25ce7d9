import Module from "node:module";

/**
 * Import this before anything that imports the SDK: it keeps out what the SDK needs only to serialise functions, half of its start-up
 * time. For the command line and the tests; under `pulumi up` the SDK loads as it is.
 */
const heavy: ReadonlySet<string> = new Set(["typescript", "@npmcli/arborist", "normalize-package-data"]);

// Node has no public hook for `require` that would not also see, and slow down, every import.
type Load = (this: unknown, request: string, ...rest: readonly unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = function (request, ...rest) {
  const real = () => load.call(this, request, ...rest);
  return heavy.has(request) && isSdk(rest[0]) ? standIn(real) : real();
};

/** Others that load the same packages, such as the script that reads types, get them. */
const isSdk = (parent: unknown): boolean =>
  /[\\/]@pulumi[\\/]pulumi[\\/]/.test((parent as { filename?: string } | undefined)?.filename ?? "");

/** Becomes the real module as soon as somebody uses it. */
function standIn(real: () => unknown): unknown {
  let module: Record<PropertyKey, unknown> | undefined;
  const loaded = (): Record<PropertyKey, unknown> => {
    module ??= real() as Record<PropertyKey, unknown>;
    return module;
  };
  return new Proxy(() => {}, {
    get: (_, name) => (name === "__esModule" ? true : loaded()[name]),
    apply: (_, self, values) => Reflect.apply(loaded() as unknown as () => unknown, self, values),
  });
}
