import { originsOf } from "../../blueprint/origins.ts";
import { isError } from "../../documents/problem.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { json } from "../json.ts";
import { askAll } from "../lock/ask.ts";
import { answersAfter, type Comparison, compared, problemsIn } from "../lock/compare.ts";
import { writeAnswers } from "../lock/file.ts";
import { type Where, wantedOf } from "../lock/wanted.ts";
import { plain } from "../paint.ts";
import { problemsText } from "../problems.ts";
import { existing, stacksFor, survey } from "../project.ts";
import { refuse } from "../refusal.ts";
import { keptCredentials } from "../registry/credentials.ts";
import { Registries } from "../registry/registries.ts";
import { patient } from "../registry/web.ts";

export const command: Command = {
  name: "lock",
  arguments: { usage: "", min: 0, max: 0 },
  description: [
    "Asks registries what the tags of images stand for, and writes it into images.lock.yaml.",
    "Pods name the digest from then on: what was tested runs, whatever becomes of the tag. Charts are compared by their archives.",
    "A tag that has another content now is told, and taken over only with --update. Logins are those of docker, podman, crane and helm.",
  ],
  options: {
    stack: { type: "text", value: "STACK", description: "One stack. Default: all of them together." },
    update: { type: "flag", description: "Take over what tags stand for now, where they have moved." },
    check: {
      type: "flag",
      description: "Write nothing. Ends with 1 where something is not locked, has moved, or is not there.",
    },
    from: {
      type: "text",
      choices: ["mirror", "upstream"],
      description:
        "Whom to ask where stacks pull from a mirror: it, or the registries of the world. Default: mirror.",
    },
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
  },
  json: [
    "{ new, same, moved, unused: [{ kind: image|chart, name, locked?, digest? }], failed: [{ kind, name, locked?, message, remedy }], written }",
  ],
  examples: [
    { line: "arboretum lock", does: "after a new release, a new chart, or a new image" },
    { line: "arboretum lock --check", does: "each night: has any tag moved, does the mirror have all?" },
    {
      line: "arboretum lock --from upstream",
      does: "on a machine of the internet, before the mirror is filled",
    },
  ],
  run: lock,
};

async function lock(call: Call): Promise<ExitCode> {
  const named = call.text("stack");
  const { project, problems, compositions } = survey(call, named === undefined ? [] : [named]);
  const wrong = [...problems, ...compositions.flatMap((one) => one.problems)].filter(isError);
  if (wrong.length > 0) return refuse(call, wrong);
  const stacks = stacksFor(project, named === undefined ? [] : [existing(project, named)]);
  const wanted = wantedOf(
    stacks.map((stack) => originsOf(project, stack)),
    (call.text("from") ?? "mirror") as Where,
  );
  const registries = new Registries(keptCredentials(call.io.environment), patient);
  const answered = await askAll(wanted, registries, patient, call.progress);
  const comparison = compared(answered, project.lock, { all: named === undefined });
  const [update, check] = [call.flag("update"), call.flag("check")];
  const written = !check && writeAnswers(call.root, answersAfter(project.lock, comparison, update));
  const found = problemsIn(comparison, project.lock, { update, check });
  if (found.length > 0) call.io.err(`${problemsText(found, plain)}\n\n`);
  call.io.out(
    call.text("format") === "json"
      ? json({ ...comparison, written })
      : textOf(comparison, project.lock.file, written),
  );
  return found.length > 0 ? 1 : 0;
}

function textOf(comparison: Comparison, file: string, written: boolean): string {
  const { new: fresh, same, moved, unused, failed } = comparison;
  const counts = [
    [fresh.length, "new"],
    [same.length, "as locked"],
    [moved.length, "moved"],
    [unused.length, "for nothing"],
    [failed.length, "without an answer"],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${told.length > 0 ? told.join(", ") : "No stack asks for anything"}. ${written ? `${file} is written.` : `${file} is as it was.`}\n`;
}
