import { nameOf } from "../../../sandbox/objects.ts";
import { remove } from "../../../sandbox/remove.ts";
import type { Call } from "../command.ts";
import { running, stackIn } from "./which.ts";

/** Takes a stack out of a sandbox; what its blueprint protects stays. */
export async function run(call: Call): Promise<0> {
  const stack = stackIn(call);
  const { cluster } = running(call);
  const { removed, left } = await remove(cluster, { stack }, (doing) => call.io.err(`${doing} …\n`));
  cluster.close();
  const kept =
    left.length === 0
      ? ""
      : ` These are protected and still there:\n${left.map((one) => `  ${nameOf(one)}`).join("\n")}`;
  call.io.out(
    removed.length + left.length === 0
      ? `${stack} is not in this sandbox.\n`
      : `${removed.length} objects of ${stack} are gone.${kept}\n`,
  );
  return 0;
}
