import { dirname } from "node:path";
import { binaries } from "../../../sandbox/binaries.ts";
import type { Call } from "../command.ts";
import { refuseStack } from "./which.ts";

/** Builds what a sandbox needs and is not there yet, so that nobody waits for it later. */
export async function run(call: Call): Promise<0> {
  refuseStack(call);
  const { io } = call;
  const files = await binaries({ environment: io.environment, say: (doing) => io.err(`${doing} …\n`) });
  const folders = [...new Set(Object.values(files).map((file) => dirname(file)))];
  io.out(`Everything that a sandbox needs is in ${folders.join(" and ")}.\n`);
  return 0;
}
