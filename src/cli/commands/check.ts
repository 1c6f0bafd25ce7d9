import { stacklessProblems } from "../../blueprint/stackless.ts";
import { unsentProblems } from "../../blueprint/unsent.ts";
import { isError, type Problem } from "../../documents/problem.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { type Inspection, inspect } from "../inspection.ts";
import { json } from "../json.ts";
import { once, problemsText, verdict } from "../problems.ts";
import { todayOption } from "../project.ts";
import { sarif } from "../sarif.ts";

export const command: Command = {
  name: "check",
  arguments: { usage: "[stack…]", min: 0, max: Number.POSITIVE_INFINITY },
  description: [
    "Looks for everything that is wrong, and writes nothing.",
    "Checks the release map, the lock, settings, hosts, capacity and every rendered object.",
    "What is wrong with the whole project is told whichever stacks are named.",
  ],
  options: {
    against: {
      type: "text",
      value: "REVISION",
      description:
        "Refuse what would replace, delete or leave behind what holds data, and releases that go back or skip one, compared with this revision.",
    },
    format: {
      type: "text",
      choices: ["text", "json", "sarif"],
      description: "Default: text. SARIF 2.1.0 is for code hosts.",
    },
    today: todayOption,
  },
  json: [
    "{ stacks: [name], problems: [problem] }",
    'problem = { severity: "error" | "warning", rule, message, remedy?, path?, stack?,',
    "            place?: { file, line?, column? } }",
  ],
  examples: [
    { line: "arboretum check", does: "everything" },
    { line: "arboretum check --against main", does: "and whether a branch loses data" },
    { line: "arboretum check qa --format sarif > check.sarif", does: "for the code host" },
  ],
  run: check,
};

/** What leads to something broken is not worth knowing. */
async function lossesOf(call: Call, inspection: Inspection): Promise<readonly Problem[]> {
  const against = call.text("against");
  if (against === undefined || inspection.problems.some(isError)) return [];
  // Comparing takes half of the engine, and few ask for it.
  const { problemsAgainst } = await import("../compare/against.ts");
  return problemsAgainst(call, inspection, against);
}

async function check(call: Call): Promise<ExitCode> {
  const inspection = await inspect(call, call.arguments);
  const { summaries } = inspection;
  const problems = once([
    ...inspection.problems,
    ...stacklessProblems(inspection.project),
    ...inspection.compositions.flatMap((one) => unsentProblems(inspection.project, one)),
    ...(await lossesOf(call, inspection)),
  ]);
  const names = summaries.map(({ stack }) => stack);
  const format = call.text("format");
  if (format === "json") call.io.out(json({ stacks: names, problems }));
  else if (format === "sarif") call.io.out(json(sarif(problems)));
  else {
    const blocks = [
      problemsText(problems, call.paint),
      `${names.join(", ")}: ${verdict(problems, call.paint)}`,
    ];
    call.io.out(`${blocks.filter((block) => block !== "").join("\n\n")}\n`);
  }
  return problems.some(isError) ? 1 : 0;
}
