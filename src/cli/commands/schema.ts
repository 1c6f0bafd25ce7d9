import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Call, Command, ExitCode } from "../command.ts";
import { type Generated, generated } from "../generated.ts";

export const command: Command = {
  name: "schema",
  arguments: { usage: "", min: 0, max: 0 },
  description: [
    "Writes the JSON schemas for editors, and the reference pages.",
    "They follow from the schemas and the commands in the program.",
  ],
  options: {
    check: { type: "flag", description: "Write nothing; list what is out of date." },
  },
  examples: [
    { line: "arboretum schema", does: "after a change of the settings" },
    { line: "arboretum schema --check", does: "before a merge" },
  ],
  run: schema,
};

async function schema(call: Call): Promise<ExitCode> {
  const files = generated(await call.commands());
  const stale = files.filter((file) => !isCurrent(call.root, file));
  const list = stale.map(({ file }) => `${file}\n`).join("");
  if (call.flag("check")) {
    call.io.out(list);
    if (stale.length > 0) call.io.err("These are out of date. Run `arboretum schema`.\n");
    return stale.length > 0 ? 1 : 0;
  }
  for (const { file, text } of stale) {
    mkdirSync(dirname(join(call.root, file)), { recursive: true });
    writeFileSync(join(call.root, file), text);
  }
  call.io.out(list === "" ? "Everything is up to date.\n" : list);
  return 0;
}

const isCurrent = (root: string, { file, text }: Generated): boolean =>
  existsSync(join(root, file)) && readFileSync(join(root, file), "utf8") === text;
