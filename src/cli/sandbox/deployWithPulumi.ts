import { dirname, join } from "node:path";
import { SandboxFailure } from "../../../sandbox/failure.ts";
import { itemsOf } from "../../../sandbox/inventory.ts";
import { Refusal } from "../../../sandbox/pulumi/cli.ts";
import { Deployer } from "../../../sandbox/pulumi/deployer.ts";
import type { Sandbox } from "../../../sandbox/sandbox.ts";
import { isError } from "../../documents/problem.ts";
import { manifests } from "../../render/manifests.ts";
import type { Rendering } from "../../render/rendering.ts";
import { type Call, type ExitCode, UsageError } from "../command.ts";
import { type Inspection, inspect } from "../inspection.ts";
import { refuse } from "../refusal.ts";
import { tableOf } from "./table.ts";

/** Runs the real `pulumi up` against a sandbox. State and secrets stay in the folder of the sandbox, and go with it. */
export async function deployWithPulumi(call: Call, sandbox: Sandbox, stack: string): Promise<ExitCode> {
  if (call.text("format") === "json")
    throw new UsageError("--engine pulumi shows what Pulumi says, which is no JSON. Leave out --format.");
  const renderings: Rendering[] = [];
  const inspection = await inspect(call, [stack], (rendering) => renderings.push(rendering));
  const [rendering] = renderings;
  if (rendering === undefined || inspection.problems.some(isError)) return refuse(call, inspection.problems);
  const code = await up(call, sandbox, stack, contextIn(inspection));
  const items = itemsOf(rendering, manifests(rendering));
  const namespaces = [...new Set(items.flatMap(({ namespace }) => namespace ?? []))];
  call.io.out(await tableOf(sandbox.cluster, namespaces));
  return code === 0 ? 0 : 1;
}

/** The context that the stack asks for. */
const contextIn = ({ compositions: [composition] }: Inspection): string | undefined =>
  composition?.blueprint?.cluster.context;

async function up(
  { io, root }: Call,
  { folder, kubeconfig }: Sandbox,
  stack: string,
  context: string | undefined,
): Promise<number> {
  const deployer = new Deployer({
    root,
    folder: join(folder, "pulumi"),
    kubeconfig,
    ...(context === undefined ? {} : { context }),
    node: dirname(process.execPath),
    environment: io.environment,
  });
  try {
    await deployer.pulumi.version();
    await deployer.prepare(stack);
  } catch (cause) {
    throw cause instanceof Refusal ? new SandboxFailure(cause.message) : cause;
  }
  const hear = (line: string) => io.out(`${line}\n`);
  const { ended } = deployer.start(stack, ["up", "--yes", "--skip-preview"], { hear });
  return (await ended).code;
}
