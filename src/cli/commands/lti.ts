import type { Lti } from "../../vocabulary/lti.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { json } from "../json.ts";
import { ltiText, type Pasted, stepsOf } from "../lti.ts";
import { refuse } from "../refusal.ts";
import { composeOne } from "../single.ts";
import { complaint, saidJson, useTool } from "../tool.ts";

export const command: Command = {
  name: "lti",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Prints what an author pastes into Studio to send learners to the notebooks.",
    "Passports are part of courses: nobody but an author can write them there. Their secrets are in the state of Pulumi.",
  ],
  options: {
    secrets: {
      type: "flag",
      description: "Ask Pulumi for the secrets, and print them. Whoever has one can sign as the LMS.",
    },
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
  },
  json: [
    "{ stack, hub, username, everywhere, steps: [{ where, field, value, why? }] }",
    "Without --secrets the value of a passport ends with <secret>.",
  ],
  examples: [
    { line: "arboretum lti production", does: "what to paste, without secrets" },
    { line: "arboretum lti production --secrets", does: "with them, from the state of Pulumi" },
  ],
  run: lti,
};

async function lti(call: Call): Promise<ExitCode> {
  const { composition, problems } = composeOne(call, call.arguments[0] ?? "");
  const { blueprint, stack } = composition;
  if (blueprint === undefined) return refuse(call, problems);
  const wanted = blueprint.kind === "deployment" ? blueprint.lti : undefined;
  if (wanted === undefined) {
    throw new UsageError(
      `${stack} has no notebooks. Add jupyterhub to the applications of its deployment in the release map.`,
    );
  }
  const steps = stepsOf(wanted, await pastedFor(call, stack, wanted));
  const { hub, username, everywhere } = wanted;
  call.io.out(
    call.text("format") === "json"
      ? json({ stack, hub, username, everywhere, steps })
      : ltiText(stack, wanted, steps, call.flag("secrets"), call.paint),
  );
  return 0;
}

/** Passports as they are pasted. Only whoever asks for the secrets gets them. */
async function pastedFor(call: Call, stack: string, { login }: Lti): Promise<Pasted> {
  if (login.version !== "1.1") return {};
  if (!call.flag("secrets")) {
    return Object.fromEntries(login.passports.map(({ id, key }) => [id, `${id}:${key}:<secret>`]));
  }
  const answer = await useTool(call.io, {
    name: "pulumi",
    arguments: [
      "stack",
      "output",
      "passports",
      "--show-secrets",
      "--json",
      "--non-interactive",
      "--stack",
      stack,
    ],
    cwd: call.root,
    patience: 120,
  });
  const found = saidJson(answer);
  if (typeof found !== "object" || found === null) {
    throw new UsageError(
      `Pulumi does not tell the passports of ${stack}: ${complaint(answer)}. They are there after the first update with notebooks.`,
    );
  }
  return found as Pasted;
}
