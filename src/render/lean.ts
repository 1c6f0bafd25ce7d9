import Module from "node:module";

/**
 * Import this before anything that imports the SDK: what the embedded engine never needs of the SDK and of the Kubernetes package is
 * loaded when somebody uses it, so as a rule not at all. That is two thirds of their start-up time. For the command line and the
 * tests; under `pulumi up` both load as they are.
 */
const waits: readonly { readonly by: RegExp; readonly what: RegExp }[] = [
  // To serialise functions, to speak to an engine in another process, to trace that, to drive the Pulumi CLI.
  {
    by: /[\\/]@pulumi[\\/]pulumi[\\/]/,
    what: /^typescript$|^@npmcli\/arborist$|^normalize-package-data$|^@grpc\/grpc-js$|_grpc_pb(\.js)?$|^@opentelemetry\/api$|^\.\/automation$/,
  },
  // The groups of kinds and their versions: there are a hundred, and a dozen are used.
  { by: /[\\/]@pulumi[\\/]kubernetes[\\/]index\.js$/, what: /^\.\/(?!utilities$|provider$)[a-z]+$/ },
  { by: /[\\/]@pulumi[\\/]kubernetes[\\/][a-z]+[\\/]index\.js$/, what: /^\.\/v\d[a-z0-9]*$/ },
];

// Node has no public hook for `require` that would not also see, and slow down, every import.
type Load = (this: unknown, request: string, ...rest: readonly unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = function (request, ...rest) {
  const real = () => load.call(this, request, ...rest);
  return mayWait(request, rest[0]) ? standIn(real) : real();
};

/** Others that load the same packages, such as the script that reads types, get them. */
function mayWait(request: string, parent: unknown): boolean {
  const { filename } = (parent ?? {}) as { readonly filename?: string };
  return filename !== undefined && waits.some(({ by, what }) => what.test(request) && by.test(filename));
}

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
