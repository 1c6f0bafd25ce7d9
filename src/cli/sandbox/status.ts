import { sandboxes } from "../../../sandbox/sandbox.ts";
import type { Call } from "../command.ts";
import { json } from "../json.ts";
import { aligned } from "../table.ts";
import { refuseStack } from "./which.ts";

/** Lists what runs, and what a killed one left. */
export async function run(call: Call): Promise<0> {
  refuseStack(call);
  const { io, text, paint } = call;
  const named = text("name");
  const all = sandboxes(io.environment).filter(({ name }) => named === undefined || name === named);
  if (text("format") === "json") io.out(json(all));
  else if (all.length === 0) io.out("No sandbox is up. Start one: `arboretum sandbox up`\n");
  else {
    const rows = all.map(({ name, alive, state, version, server, machines, until }) => [
      name,
      alive ? state : paint.red("killed: `down` clears it away"),
      version,
      server,
      `${machines.count}`,
      until,
    ]);
    io.out(
      `${aligned([["sandbox", "state", "version", "server", "machines", "until"], ...rows]).join("\n")}\n`,
    );
  }
  return 0;
}
