import { stopSandbox } from "../../../sandbox/sandbox.ts";
import type { Call } from "../command.ts";
import { nameIn, refuseStack } from "./which.ts";

/** Ends a sandbox. To end what is not there is no mistake: afterwards it is as one wanted it. */
export async function run(call: Call): Promise<0> {
  refuseStack(call);
  const name = nameIn(call);
  call.progress(`Ending the sandbox ${name}`);
  const was = await stopSandbox(name, call.io.environment);
  call.io.out(
    was ? `The sandbox ${name} is gone, with everything in it.\n` : `There is no sandbox ${name}.\n`,
  );
  return 0;
}
