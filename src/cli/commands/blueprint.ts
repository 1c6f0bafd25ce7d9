import type { Call, Command, ExitCode } from "../command.ts";
import { json } from "../json.ts";
import { refuse } from "../refusal.ts";
import { composeOne } from "../single.ts";

export const command: Command = {
  name: "blueprint",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Prints the model of a stack as JSON.",
    "It holds everything that is decided before anything is rendered. Secrets are references; there are no values to print.",
  ],
  options: {},
  examples: [{ line: "arboretum blueprint qa", does: "the whole model" }],
  run: blueprint,
};

function blueprint(call: Call): ExitCode {
  const { composition, problems } = composeOne(call, call.arguments[0] ?? "");
  if (composition.blueprint === undefined) return refuse(call, problems);
  call.io.out(json(composition.blueprint));
  return 0;
}
