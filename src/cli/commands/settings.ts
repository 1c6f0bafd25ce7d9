import type { Tree } from "../../vocabulary/late.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { json } from "../json.ts";
import { refuse } from "../refusal.ts";
import { composeOne } from "../single.ts";
import { aligned } from "../table.ts";
import { disclosed, leavesOf, shown } from "../values.ts";

export const command: Command = {
  name: "settings",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Prints every setting of a stack and the layer that says so.",
    "The stack file wins over its layers; what nobody says has a default. Secrets are named, never shown.",
  ],
  options: { format: { type: "text", choices: ["text", "json"], description: "Default: text." } },
  json: [
    "{ stack, layers: [file], settings: [{ path, value, source: { layer, file?, line?, column? } }] }",
    'What nobody says has the layer "default". A secret has the value { secret: <name> }.',
  ],
  examples: [{ line: "arboretum settings production", does: "who set which value" }],
  run: settings,
};

function settings(call: Call): ExitCode {
  const { composition, problems } = composeOne(call, call.arguments[0] ?? "");
  const { loaded } = composition;
  if (loaded.settings === undefined) return refuse(call, problems);
  const rows = leavesOf(loaded.settings as unknown as Tree)
    .filter(({ value }) => value !== undefined)
    .map(({ path, value }) => ({ path, value, source: loaded.sourceOf(path) }));
  if (call.text("format") === "json") {
    const found = rows.map(({ path, value, source }) => ({
      path: path.join("."),
      value: disclosed(value),
      source,
    }));
    call.io.out(json({ stack: loaded.stack, layers: [...loaded.layers, loaded.file], settings: found }));
    return 0;
  }
  const lines = aligned(
    rows.map(({ path, value, source: { layer, line, column } }) => [
      path.join("."),
      shown(value),
      line === undefined ? call.paint.dim(layer) : `${layer}:${line}:${column ?? 1}`,
    ]),
  );
  call.io.out(`${lines.join("\n")}\n`);
  return 0;
}
