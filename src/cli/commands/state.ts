import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { compose } from "../../blueprint/compose.ts";
import { isError } from "../../documents/problem.ts";
import type { Rendering } from "../../render/rendering.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { existing, open } from "../project.ts";
import { refuse } from "../refusal.ts";
import { renderer } from "../rendered.ts";
import { flawsOf, isWhole, keepCopy } from "../state/copy.ts";
import { complaint, said, useTool } from "../tool.ts";

export const command: Command = {
  name: "state",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Keeps a copy of the state of Pulumi, which holds the keys that nobody can make again.",
    "A copy counts only when every one of them is in it, encrypted. To be run after each update, and by a clock.",
  ],
  options: {
    save: {
      type: "text",
      value: "FOLDER",
      description: "Write a copy there, with its checksum, if anything is new.",
    },
    check: {
      type: "text",
      value: "FILE",
      description: "Look whether a copy is whole, and print how it is restored.",
    },
  },
  examples: [
    { line: "arboretum state production --save /mnt/vault/state", does: "after each update, and each night" },
    {
      line: "arboretum state production --check production-20261124T010000Z.json",
      does: "is it good, and how does it come back",
    },
  ],
  run: state,
};

async function state(call: Call): Promise<ExitCode> {
  const [save, file] = [call.text("save"), call.text("check")];
  if ((save === undefined) === (file === undefined))
    throw new UsageError("Say one of the two: --save FOLDER, or --check FILE.");
  const { name, project, problems } = open(call);
  const composition = compose(project, existing(project, call.arguments[0] ?? ""));
  const render = await renderer(name, call.root, "preview");
  const { rendering, problems: ofStack } = await render(composition);
  if (rendering === undefined || ofStack.some(isError)) return refuse(call, [...problems, ...ofStack]);
  return save === undefined ? checked(call, rendering, file ?? "") : saved(call, rendering, save);
}

async function saved(call: Call, rendering: Rendering, folder: string): Promise<ExitCode> {
  const { stack } = rendering;
  const answer = await useTool(call.io, {
    name: "pulumi",
    arguments: ["stack", "export", "--non-interactive", "--stack", stack],
    cwd: call.root,
    patience: 120,
  });
  const text = said(answer);
  if (text === undefined) return failed(call, `Nothing was saved. Of pulumi: ${complaint(answer)}.`);
  const flaws = flawsOf(text, rendering, "pulumi stack export");
  if (flaws.length > 0) return failed(call, `Nothing was saved. ${flaws.join(" ")}`);
  const { file, isNew } = keepCopy(resolve(call.io.cwd, folder), { stack, text, moment: call.io.now() });
  call.io.out(isNew ? `Saved ${file}\n` : `Nothing is new since ${file}\n`);
  return 0;
}

function checked(call: Call, rendering: Rendering, given: string): ExitCode {
  const file = resolve(call.io.cwd, given);
  const text = textOf(file, given);
  const whole = isWhole(file, text);
  if (whole === false) return failed(call, `${given} is not what was saved: its checksum differs.`);
  const flaws = flawsOf(text, rendering, given);
  if (flaws.length > 0) return failed(call, `${given} is no copy to restore from. ${flaws.join(" ")}`);
  const { stack } = rendering;
  const { bold, dim } = call.paint;
  const steps = [
    [`pulumi stack init ${stack}`, "where the stack is gone"],
    [`pulumi stack import --stack ${stack} --file ${given}`, "takes the copy for the state"],
    [`pulumi refresh --stack ${stack}`, "what has changed since then"],
    [`npx arboretum recover ${stack}`, "what an update that was killed has left"],
    [`pulumi preview --stack ${stack}`, "deletes nothing, and replaces nothing"],
  ];
  const beside = whole === undefined ? " It has no checksum beside it." : "";
  call.io.out(
    `Every key that nobody can make again is in it, encrypted.${beside} It opens with the passphrase or the key service of the stack.\n\n${steps
      .map(([line = "", why = ""], index) => `${index + 1}. ${bold(line)}\n   ${dim(why)}\n`)
      .join("")}`,
  );
  return 0;
}

function textOf(file: string, given: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`${given} cannot be read.`);
  }
}

function failed({ io }: Call, message: string): ExitCode {
  io.err(`${message}\n`);
  return 1;
}
