import { startSandbox } from "../../../sandbox/sandbox.ts";
import { type Call, UsageError } from "../command.ts";
import { nameIn, nameOption, refuseStack, secondsIn } from "./which.ts";

const HOURS = 3600;
/** Certificates end after a month, and a forgotten sandbox is a forgotten process. */
const LONGEST = 7 * 24 * HOURS;

/** Starts a sandbox that goes on after this. Says each step, since a first start takes minutes. */
export async function run(call: Call): Promise<0> {
  refuseStack(call);
  const name = nameIn(call);
  const seconds = secondsIn(call, "for", 4 * HOURS);
  if (seconds > LONGEST) throw new UsageError("--for cannot be longer than 7d.");
  const { io, paint } = call;
  const count = nodesIn(call);
  const start = performance.now();
  const sandbox = await startSandbox({
    name,
    minutes: seconds / 60,
    ...(count === undefined ? {} : { machines: { count } }),
    stays: true,
    environment: io.environment,
    say: (doing) => io.err(`${doing} …\n`),
  });
  sandbox.cluster.close();
  const { server, version, until, machines } = sandbox.record();
  const took = ((performance.now() - start) / 1000).toFixed(1);
  io.out(
    [
      `The sandbox ${paint.bold(name)} is up after ${took} s: Kubernetes ${version} with ${machines.count} machines at ${server}.`,
      `It ends by itself at ${until}, or with \`arboretum sandbox down${nameOption(name)}\`.`,
      "",
      "Use it from this shell:",
      `  ${paint.bold(`export KUBECONFIG=${sandbox.kubeconfig}`)}`,
      "Deploy to it:",
      `  ${paint.bold(`arboretum sandbox deploy ci${nameOption(name)}`)}`,
      "",
    ].join("\n"),
  );
  return 0;
}

const MOST = 500;

function nodesIn({ text }: Call): number | undefined {
  const said = text("nodes");
  if (said === undefined) return undefined;
  const count = Number(said);
  if (Number.isInteger(count) && count >= 1 && count <= MOST) return count;
  throw new UsageError(`--nodes cannot be ${JSON.stringify(said)}. Write a number from 1 to ${MOST}.`);
}
