import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

/**
 * The only file that touches what `@pulumi/pulumi` keeps to itself. Written for the version below; when the SDK moves, the check
 * in `internals` says what is gone.
 */
export const writtenFor = "3.270.0";

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
    feature: fromSdk("./proto/resource_pb.js").ResourceMonitorFeature as Untyped,
  };
  const wanted: Readonly<Record<string, unknown>> = {
    "runtime/state.withLocalStorage": found.state.withLocalStorage,
    "runtime/state.getStore": found.state.getStore,
    "runtime.setMockOptions": found.runtime.setMockOptions,
    "runtime.runInPulumiStack": found.runtime.runInPulumiStack,
    "runtime.waitForRPCs": found.runtime.waitForRPCs,
    "runtime/debuggable.debuggablePromise": found.debuggable.debuggablePromise,
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
