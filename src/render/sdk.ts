import { createRequire } from "node:module";
import pulumi from "@pulumi/pulumi";
import { notPlain, plainly } from "./plain.ts";

/**
 * The only file that touches what `@pulumi/pulumi` keeps to itself. Written for the version below; when the SDK moves, the check
 * in `internals` says what is gone.
 */
const writtenFor = "3.270.0";

// The SDK's internals have no types: this file is the boundary behind which everything has one.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Untyped = any;

/** A request of the SDK: a protobuf message with its generated getters. */
export type Request = Untyped;
export type Reply = (error: unknown, response?: unknown) => void;
export type Handler = (request: Request, reply: Reply) => void;

/** What the SDK calls of an engine. */
export interface Monitor {
  readonly registerResource: Handler;
  readonly registerResourceOutputs: Handler;
  readonly readResource: Handler;
  readonly invoke: Handler;
  readonly call: Handler;
}

/** A registration that has not reached the engine yet. */
export interface Pending {
  readonly type?: string;
  readonly name?: string;
  readonly label: string;
  readonly phase: string;
  readonly inputProperty?: string;
}

export interface Listener {
  log(level: "info" | "warning" | "error", message: string): void;
  transform(): void;
  /** A registration failed before it reached the engine. */
  failed(pending: Pending, error: unknown): void;
}

export interface Session {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly root: string;
  readonly preview: boolean;
  /** Stack traces cost most of a registration: they are on only for the run that explains a failure. */
  readonly traces: boolean;
  readonly configuration: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly monitor: Monitor;
  readonly listener: Listener;
  /** Stands in for an output that a referenced stack would have; absent where it stays unknown. */
  readonly referenced?: (stack: string, output: string) => unknown;
}

/** What a running session answers. */
export interface Running {
  /** Runs the program as the root of the stack; its outputs. */
  run(program: () => unknown): Promise<unknown>;
  /** Settles when every request has been answered. */
  drained(): Promise<void>;
  pending(): readonly Pending[];
  /** Forgets what never resolved, so that the SDK does not complain at the end of the process. */
  forget(): void;
  /** Whether the code that runs now was started by this session. */
  owns(): boolean;
}

const fromHere = createRequire(import.meta.url);
const fromSdk = createRequire(fromHere.resolve("@pulumi/pulumi"));

function internals() {
  const found = {
    state: fromSdk("./runtime/state.js") as Untyped,
    struct: fromSdk("google-protobuf/google/protobuf/struct_pb.js").Struct as Untyped,
    log: pulumi.log as Untyped,
    resource: pulumi.Resource as Untyped,
    runtime: pulumi.runtime as Untyped,
    debuggable: fromSdk("./runtime/debuggable.js") as Untyped,
    rpc: fromSdk("./runtime/rpc.js") as Untyped,
    dependsOn: fromSdk("./runtime/dependsOn.js") as Untyped,
    resources: fromSdk("./runtime/resource.js") as Untyped,
    feature: fromSdk("./proto/resource_pb.js").ResourceMonitorFeature as Untyped,
  };
  const wanted: Readonly<Record<string, unknown>> = {
    "runtime/state.withLocalStorage": found.state.withLocalStorage,
    "runtime/state.getStore": found.state.getStore,
    "runtime.setMockOptions": found.runtime.setMockOptions,
    "runtime.runInPulumiStack": found.runtime.runInPulumiStack,
    "runtime.waitForRPCs": found.runtime.waitForRPCs,
    "runtime/debuggable.debuggablePromise": found.debuggable.debuggablePromise,
    "runtime/rpc.serializeResourceProperties": found.rpc.serializeResourceProperties,
    "runtime/dependsOn.getAllTransitivelyReferencedResourceURNs":
      found.dependsOn.getAllTransitivelyReferencedResourceURNs,
    "runtime/resource.registerResource": found.resources.registerResource,
    "Resource.callsites": found.resource.callsites,
    "Struct.fromJavaScript": found.struct.fromJavaScript,
    "log.debug": found.log.debug,
  };
  const gone = Object.keys(wanted).filter((name) => typeof wanted[name] !== "function");
  if (gone.length === 0) return found;
  const version = (fromSdk("./package.json") as { version: string }).version;
  throw new Error(
    `The embedded engine is written for @pulumi/pulumi ${writtenFor}; this is ${version}, which lacks ${gone.join(", ")}. See src/render/sdk.ts.`,
  );
}

const sdk = internals();

/** Keeps the JavaScript value where the SDK would build a protobuf message: in one process there is no wire. */
export function unwired(value: unknown): unknown {
  const message = new sdk.struct();
  message.toJavaScript = () => value;
  return message;
}

/** Runs `body` with the session's settings; everything that the SDK keeps for the process is put back afterwards. */
export function inSession<Result>(
  session: Session,
  body: (running: Running) => Promise<Result>,
): Promise<Result> {
  return sdk.state.withLocalStorage(async () => {
    const restore = replace(replacements(session));
    try {
      return await body(start(session));
    } finally {
      restore();
    }
  });
}

type Replacement = readonly [target: Untyped, name: string, value: unknown];

function replacements({ listener, traces, referenced }: Session): readonly Replacement[] {
  const say = (level: "info" | "warning" | "error") => (message: string) => {
    listener.log(level, String(message));
    return Promise.resolve();
  };
  return [
    [sdk.struct, "fromJavaScript", unwired],
    // The SDK's own search for leaks wraps every promise, a third of the time; the list of pending registrations serves us better.
    [sdk.debuggable, "debuggablePromise", (promise: unknown) => promise],
    [sdk.rpc, "serializeResourceProperties", serialized],
    [sdk.dependsOn, "getAllTransitivelyReferencedResourceURNs", behind],
    [pulumi, "mergeOptions", merged],
    [sdk.resources, "registerResource", registered],
    [sdk.log, "debug", () => Promise.resolve()],
    [sdk.log, "info", say("info")],
    [sdk.log, "warn", say("warning")],
    [sdk.log, "error", say("error")],
    ...(traces
      ? []
      : ([
          [sdk.resource, "callsites", () => []],
          [Error, "stackTraceLimit", 0],
        ] as Replacement[])),
    ...(referenced === undefined ? [] : referenceReplacements(referenced)),
  ];
}

const serializeAll = sdk.rpc.serializeResourceProperties;

/** The inputs of a resource, in the order of the program: what is plain at once, only the rest by the SDK. */
async function serialized(label: string, props: Readonly<Record<string, unknown>>, options: Untyped) {
  const plain = new Map(
    Object.keys(props)
      .filter((key) => key !== "id" && key !== "urn")
      .map((key) => [key, plainly(props[key])] as const)
      .filter(([, value]) => value !== notPlain),
  );
  const rest = Object.fromEntries(Object.entries(props).filter(([key]) => !plain.has(key)));
  const [awaited, awaitedDependencies] = await serializeAll(label, rest, options);
  const inputs: Record<string, unknown> = {};
  const dependencies = new Map<string, ReadonlySet<unknown>>();
  for (const key of Object.keys(props)) {
    const value = plain.has(key) ? plain.get(key) : awaited[key];
    if (value === undefined) continue;
    inputs[key] = value;
    dependencies.set(key, awaitedDependencies.get(key) ?? new Set());
  }
  formerTypes.set(inputs, formerTypes.get(options.pendingRegistration.res) ?? []);
  return [inputs, dependencies];
}

const behindAll = sdk.dependsOn.getAllTransitivelyReferencedResourceURNs;

/** What stands behind no resource is nothing, which takes the SDK several turns to find out. */
const behind = async (resources: ReadonlySet<unknown>, exclude: ReadonlySet<unknown>) =>
  resources.size === 0 ? new Set<string>() : behindAll(resources, exclude);

const TYPES = Symbol("former types");
const mergeOptions = pulumi.mergeOptions;
const register = sdk.resources.registerResource;
const formerTypes = new WeakMap<object, readonly string[]>();

/**
 * Most kinds of Kubernetes had other types once. The SDK makes half a dozen outputs of each of these aliases, a quarter of the time of
 * a rendering, so they are carried past it: with the options, then with the resource, then with its inputs.
 */
function merged(...given: Parameters<typeof mergeOptions>) {
  const options = mergeOptions(...given);
  const types = (options.aliases ?? []).map(typeAlone);
  if (types.length === 0 || types.includes(undefined)) return options;
  const { aliases, ...rest } = options;
  return { ...rest, [TYPES]: types };
}

function typeAlone(alias: unknown): string | undefined {
  const { type, ...rest } = alias as { readonly type?: unknown };
  return typeof type === "string" && Object.keys(rest).length === 0 ? type : undefined;
}

function registered(...given: readonly Untyped[]) {
  const [resource] = given;
  const types = given[8][TYPES];
  if (types !== undefined) formerTypes.set(resource, types);
  return register(...given);
}

/** The former types of what a request registers, as far as the SDK was not asked. */
export const formerTypesOf = (request: Request): readonly string[] =>
  formerTypes.get(request.getObject().toJavaScript()) ?? [];

/** A stack reference hands out a copy of its outputs, so names that nobody listed can only be answered here. */
function referenceReplacements(
  referenced: (stack: string, output: string) => unknown,
): readonly Replacement[] {
  const prototype = pulumi.StackReference.prototype;
  const standIn = function (this: pulumi.StackReference, name: pulumi.Input<string>) {
    return pulumi
      .all([name, this.name, this.outputs])
      .apply(([output, stack, outputs]) => (output in outputs ? outputs[output] : referenced(stack, output)));
  };
  return [
    [prototype, "getOutput", standIn],
    [prototype, "requireOutput", standIn],
  ];
}

function replace(list: readonly Replacement[]): () => void {
  const before = list.map(([target, name]) => target[name]);
  for (const [target, name, value] of list) target[name] = value;
  return () => {
    list.forEach(([target, name], index) => {
      target[name] = before[index];
    });
  };
}

function start(session: Session): Running {
  const { project, stack, preview, organization, configuration, secretKeys, listener, root } = session;
  sdk.runtime.setMockOptions(clientOf(session), project, stack, preview, organization);
  const store = sdk.state.getStore();
  store.settings.options.rootDirectory = root;
  store.pendingResourceRegistrations = new Registrations(listener);
  store.callbacks = refusals(listener);
  sdk.runtime.setAllConfig({ ...configuration }, [...secretKeys]);
  return {
    run: async (program) => sdk.runtime.runInPulumiStack(async () => program()),
    drained: () => sdk.runtime.waitForRPCs(),
    pending: () => store.pendingResourceRegistrations.list(),
    forget: () => {
      store.pendingResourceRegistrations.clear();
    },
    owns: () => sdk.state.getStore() === store,
  };
}

/** The client that the SDK believes to be connected to an engine. */
function clientOf({ monitor }: Session): Untyped {
  const nothing: Handler = (_, reply) => reply(null, {});
  const features = Object.values(sdk.feature).filter(
    (feature) =>
      feature !== sdk.feature.RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS &&
      feature !== sdk.feature.RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON,
  );
  return {
    ...monitor,
    getDeploymentInfo: (_: Request, reply: Reply) =>
      reply(null, { getSupportedfeaturesList: () => features }),
    registerPackage: (_: Request, reply: Reply) => reply(null, { getRef: () => "" }),
    signalAndWaitForShutdown: nothing,
    close: () => {},
  };
}

/** Stands where the SDK would start a server for callbacks of the engine. Transforms are refused, hooks run only in a deployment. */
function refusals(listener: Listener): Untyped {
  const refuse = () => {
    listener.transform();
  };
  return {
    registerTransform: async () => {
      refuse();
      return new (fromSdk("./proto/callback_pb.js").Callback)();
    },
    registerStackTransform: refuse,
    registerStackInvokeTransform: refuse,
    registerResourceHook: async () => {},
    registerErrorHook: async () => {},
    awaitStackRegistrations: async () => {},
    shutdown: () => {},
  };
}

/** The SDK's list of unfinished registrations, which also tells the listener when one fails. */
class Registrations extends Map<object, Untyped> {
  readonly #listener: Listener;

  constructor(listener: Listener) {
    super();
    this.#listener = listener;
  }

  override set(resource: object, registration: Untyped): this {
    const fail = registration.fail;
    registration.fail = (error: unknown) => {
      this.#listener.failed(this.#describe(registration), error);
      fail(error);
    };
    return super.set(resource, registration);
  }

  list(): readonly Pending[] {
    return [...this.values()].map((registration) => this.#describe(registration));
  }

  #describe(registration: Untyped): Pending {
    return {
      type: registration.type,
      name: registration.name,
      label: registration.label,
      phase: registration.phase,
      inputProperty: registration.inputProperty,
    };
  }
}
