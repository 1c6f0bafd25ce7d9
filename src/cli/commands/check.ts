import { isError } from "../../documents/problem.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { inspect } from "../inspection.ts";
import { json } from "../json.ts";
import { problemsText, verdict } from "../problems.ts";
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
    { line: "arboretum check qa --format sarif > check.sarif", does: "for the code host" },
  ],
  run: check,
};

async function check(call: Call): Promise<ExitCode> {
  const { summaries, problems } = await inspect(call, call.arguments);
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
