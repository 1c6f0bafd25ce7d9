import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { urnOf } from "../../src/render/urn.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const fromSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));

// gRPC and the SDK's generated messages come without types that fit: this file is the boundary.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Untyped = any;
type Handler = (call: Untyped, reply: (error: unknown, message?: unknown) => void) => void;

const grpc: Untyped = fromSdk("@grpc/grpc-js");
const messages: Untyped = fromSdk("./proto/resource_pb.js");
const engineMessages: Untyped = fromSdk("./proto/engine_pb.js");
const { Empty }: Untyped = fromSdk("google-protobuf/google/protobuf/empty_pb.js");
const { Struct }: Untyped = fromSdk("google-protobuf/google/protobuf/struct_pb.js");

export interface HostRun {
  /** Folder of `Pulumi.yaml`, and what its `main` says. */
  readonly project: string;
  readonly main: string;
  readonly name: string;
  readonly stack: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly nodeOptions?: string;
}

export interface HostResult {
  readonly code: number;
  /** URNs of what was registered. */
  readonly urns: readonly string[];
  /** Errors that the program logged. */
  readonly errors: readonly string[];
  /** What the host printed itself. */
  readonly printed: string;
}

/** Runs a program in the SDK's own host, as `pulumi preview` does, against an engine that only answers. */
export async function runInHost(run: HostRun): Promise<HostResult> {
  const urns: string[] = [];
  const errors: string[] = [];
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(service("./proto/resource_grpc_pb.js", "ResourceMonitorService"), monitor(run, urns));
  server.addService(service("./proto/engine_grpc_pb.js", "EngineService"), engine(errors));
  try {
    const port = await listen(server);
    const { code, printed } = await spawnHost(run, `127.0.0.1:${port}`);
    return { code, urns, errors, printed };
  } finally {
    server.forceShutdown();
  }
}

const service = (file: string, name: string): Untyped => fromSdk(file)[name];

const listen = (server: Untyped): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(
      "127.0.0.1:0",
      grpc.ServerCredentials.createInsecure(),
      (error: unknown, port: number) => (error ? reject(error) : resolve(port)),
    );
  });

function monitor({ stack, name: project }: HostRun, urns: string[]): Readonly<Record<string, Handler>> {
  const identify = (request: Untyped): string => {
    const urn = urnOf({
      stack,
      project,
      parent: request.getParent(),
      type: request.getType(),
      name: request.getName(),
    });
    urns.push(urn);
    return urn;
  };
  return {
    supportsFeature: ({ request }, reply) => {
      const answer = new messages.SupportsFeatureResponse();
      // Transforms and hooks would need a way back into the program.
      answer.setHassupport(!/transforms|hooks/i.test(request.getId()));
      reply(null, answer);
    },
    registerResource: ({ request }, reply) => {
      const answer = new messages.RegisterResourceResponse();
      answer.setUrn(identify(request));
      answer.setObject(request.getObject() ?? Struct.fromJavaScript({}));
      reply(null, answer);
    },
    readResource: ({ request }, reply) => {
      const answer = new messages.ReadResourceResponse();
      answer.setUrn(identify(request));
      answer.setProperties(request.getProperties());
      reply(null, answer);
    },
    registerResourceOutputs: (_, reply) => reply(null, new Empty()),
    signalAndWaitForShutdown: (_, reply) => reply(null, new Empty()),
  };
}

function engine(errors: string[]): Readonly<Record<string, Handler>> {
  return {
    log: ({ request }, reply) => {
      if (request.getSeverity() === engineMessages.LogSeverity.ERROR) errors.push(request.getMessage());
      reply(null, new Empty());
    },
    setRootResource: (_, reply) => reply(null, new engineMessages.SetRootResourceResponse()),
    getRootResource: (_, reply) => reply(null, new engineMessages.GetRootResourceResponse()),
  };
}

function spawnHost(
  run: HostRun,
  address: string,
): Promise<{ readonly code: number; readonly printed: string }> {
  const main = join(run.project, run.main);
  const args = [
    // The SDK that the program itself imports, as `pulumi` does.
    createRequire(main).resolve("@pulumi/pulumi/cmd/run/index.js"),
    `--monitor=${address}`,
    `--engine=${address}`,
    `--project=${run.name}`,
    `--stack=${run.stack}`,
    "--organization=organization",
    "--parallel=16",
    "--dry-run",
    `--root-directory=${run.project}`,
    // With `main: src/main.js` the engine starts the program in src/.
    `--pwd=${join(main, "..")}`,
    main,
  ];
  const { KUBECONFIG: _, ...environment } = process.env;
  const env = {
    ...environment,
    PULUMI_CONFIG: JSON.stringify(run.configuration),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: "false",
    NODE_OPTIONS: run.nodeOptions ?? "",
    // Compiling the SDK anew takes most of a start.
    NODE_COMPILE_CACHE: join(tmpdir(), "arboretum-compile-cache"),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, printed: out + err }),
    );
  });
}
