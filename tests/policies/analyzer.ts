import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { keysOf } from "../../src/documents/propertyPath.ts";
import { type Resource, unknownValue, type Value, type Values } from "../../src/render/rendering.ts";

/** What a pack said against a resource. */
export interface Diagnostic {
  readonly policy: string;
  readonly message: string;
  readonly urn: string;
  readonly mandatory: boolean;
}

/** Signatures of the engine's wire format (pulumi/pulumi sdk/nodejs/runtime/rpc.ts). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A policy pack in a process of its own, spoken to as the engine speaks to it. */
export class Pack {
  readonly #process: ChildProcess;
  readonly #client: AnalyzerClient;
  #policies: ReturnType<Pack["policies"]> | undefined;

  private constructor(process: ChildProcess, client: AnalyzerClient) {
    this.#process = process;
    this.#client = client;
  }

  /** Starts it with the SDK's own host, in its own folder, as the engine does. */
  static async start(folder: string, environment: Readonly<Record<string, string>>): Promise<Pack> {
    const host = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack/index.js");
    const child = spawn(process.execPath, [host, "127.0.0.1:0", "."], {
      cwd: join(folder),
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said: string[] = [];
    child.stderr.on("data", (text) => said.push(String(text)));
    const answered = once(child.stdout, "data").then(([port]) => String(port).trim());
    const ended = once(child, "exit").then(() => {
      throw new Error(`The pack ends at once:\n${said.join("")}`);
    });
    const port = await Promise.race([answered, ended]);
    ended.catch(() => {});
    return new Pack(child, new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
  }

  stop(): void {
    this.#client.close();
    this.#process.kill();
  }

  /** Its policies: name, and whether they are asked about one resource or about the stack. */
  policies(): Promise<readonly (readonly [name: string, reach: "resource" | "stack"])[]> {
    this.#policies ??= this.#ask();
    return this.#policies;
  }

  async #ask(): ReturnType<Pack["policies"]> {
    const { Empty } = await import("google-protobuf/google/protobuf/empty_pb.js");
    const info = await call<analyzer.AnalyzerInfo>((done) => this.#client.getAnalyzerInfo(new Empty(), done));
    return info
      .getPoliciesList()
      .map((one) => [
        one.getName(),
        one.getPolicyType() === analyzer.PolicyType.POLICY_TYPE_STACK ? "stack" : "resource",
      ]);
  }

  /** Leaves only some policies on. */
  async only(names: readonly string[]): Promise<void> {
    const request = new analyzer.ConfigureAnalyzerRequest();
    for (const [name] of await this.policies()) {
      const configuration = new analyzer.PolicyConfig();
      const on = names.includes(name)
        ? analyzer.EnforcementLevel.MANDATORY
        : analyzer.EnforcementLevel.DISABLED;
      configuration.setEnforcementlevel(
        name === "secrets-remembered" ? analyzer.EnforcementLevel.REMEDIATE : on,
      );
      configuration.setProperties(Struct.fromJavaScript({}));
      request.getPolicyconfigMap().set(name, configuration);
    }
    await call((done) => this.#client.configure(request, done));
  }

  /**
   * Everything it says about a stack: about each resource as it comes, and about all of them in the end. Where the pack has seen most
   * of them before, only those that are new come one by one.
   */
  async judge(
    resources: readonly Resource[],
    isNew: (resource: Resource) => boolean = () => true,
  ): Promise<readonly Diagnostic[]> {
    const found: Diagnostic[] = [];
    const providers = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources.filter(isNew)) {
      const request = single(resource, providers);
      await call((done) => this.#client.remediate(request, done));
      const answer = await call<analyzer.AnalyzeResponse>((done) => this.#client.analyze(request, done));
      found.push(...diagnosticsIn(answer, resource.urn));
    }
    const stack = new analyzer.AnalyzeStackRequest();
    stack.setResourcesList(resources.map((resource) => together(resource, providers)));
    const answer = await call<analyzer.AnalyzeResponse>((done) => this.#client.analyzeStack(stack, done));
    return [...found, ...diagnosticsIn(answer, "")];
  }
}

const call = <Answer>(
  ask: (done: (error: ServiceError | null, answer: Answer) => void) => unknown,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    ask((error, answer) => (error ? reject(error) : resolve(answer)));
  });

const diagnosticsIn = (answer: analyzer.AnalyzeResponse, asked: string): readonly Diagnostic[] =>
  answer.getDiagnosticsList().map((one) => ({
    policy: one.getPolicyname(),
    message: one.getMessage(),
    urn: one.getUrn() || asked,
    mandatory: one.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY,
  }));

type Known = ReadonlyMap<string, Resource>;

/** What the engine sends before it touches a resource: its inputs. */
function single(resource: Resource, known: Known): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest();
  request.setType(resource.type);
  request.setUrn(resource.urn);
  request.setName(resource.name);
  request.setProperties(structOf(marked(resource.inputs, resource.secretPaths)));
  request.setOptions(optionsOf(resource));
  const provider = providerOf(resource, known);
  if (provider) request.setProvider(provider);
  return request;
}

/** What it sends in the end: what each resource became. */
function together(resource: Resource, known: Known): analyzer.AnalyzerResource {
  const request = new analyzer.AnalyzerResource();
  request.setType(resource.type);
  request.setUrn(resource.urn);
  request.setName(resource.name);
  request.setProperties(structOf({ ...marked(resource.inputs, resource.secretPaths), ...madeBy(resource) }));
  request.setOptions(optionsOf(resource));
  request.setParent(resource.parent);
  request.setDependenciesList([...resource.dependencies]);
  const provider = providerOf(resource, known);
  if (provider) request.setProvider(provider);
  return request;
}

/** What a provider adds that is no input, such as a password. */
const madeBy = ({ outputs, inputs }: Resource): Values =>
  Object.fromEntries(Object.entries(outputs).filter(([name]) => !(name in inputs)));

function optionsOf({ options, parent }: Resource): analyzer.AnalyzerResourceOptions {
  const told = new analyzer.AnalyzerResourceOptions();
  told.setProtect(options.protect);
  told.setIgnorechangesList([...options.ignoreChanges]);
  told.setAdditionalsecretoutputsList([...options.additionalSecretOutputs]);
  told.setDeletebeforereplace(options.deleteBeforeReplace ?? false);
  told.setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined);
  told.setParent(parent);
  const timeouts = new analyzer.AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(secondsOf(options.customTimeouts.create));
  timeouts.setUpdate(secondsOf(options.customTimeouts.update));
  timeouts.setDelete(secondsOf(options.customTimeouts.delete));
  told.setCustomtimeouts(timeouts);
  return told;
}

const secondsOf = (timeout = "0s"): number =>
  timeout.endsWith("m") ? Number.parseInt(timeout, 10) * 60 : Number.parseInt(timeout, 10);

function providerOf(
  { provider: reference }: Resource,
  known: Known,
): analyzer.AnalyzerProviderResource | undefined {
  const provider = known.get(reference.slice(0, reference.lastIndexOf("::")));
  if (provider === undefined) return undefined;
  const told = new analyzer.AnalyzerProviderResource();
  told.setType(provider.type);
  told.setUrn(provider.urn);
  told.setName(provider.name);
  told.setProperties(structOf({}));
  return told;
}

const structOf = (values: Values): Struct =>
  Struct.fromJavaScript(wire(values) as Parameters<typeof Struct.fromJavaScript>[0]);

/** Unknown values as the engine sends them. */
function wire(value: Value): Value {
  if (value === unknownValue) return UNKNOWN;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(wire);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, wire(one)]),
  );
}

/** Values with each secret wrapped as the engine wraps it. */
const marked = (values: Values, paths: readonly string[]): Values =>
  paths.map(keysOf).reduce<Value>(wrapped, values) as Values;

function wrapped(value: Value, keys: readonly string[]): Value {
  const [first, ...rest] = keys;
  if (first === undefined) return { [SIGNATURE]: SECRET, value };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: Value, index) => (String(index) === first ? wrapped(item, rest) : item));
  const { [first]: inner, ...others } = value as Values;
  return inner === undefined ? value : { ...others, [first]: wrapped(inner, rest) };
}
