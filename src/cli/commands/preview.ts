import { join } from "node:path";
import { isError } from "../../documents/problem.ts";
import { outputFiles } from "../../render/output.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { replaceFolders } from "../folder.ts";
import { type Inspection, inspect } from "../inspection.ts";
import { json } from "../json.ts";
import { problemsText, verdict } from "../problems.ts";
import { todayOption } from "../project.ts";
import type { Rendered } from "../rendered.ts";
import { summaryOf } from "../summary.ts";
import { summaryTable } from "../summaryTable.ts";

const OUT = "out";

export const command: Command = {
  name: "preview",
  arguments: { usage: "[stack…]", min: 0, max: Number.POSITIVE_INFINITY },
  description: [
    "Composes, checks and renders stacks: all, or those named.",
    "Prints a row a stack and what is wrong. Where nothing is, the manifests are below out/.",
  ],
  options: {
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
    today: todayOption,
  },
  examples: [
    { line: "arboretum preview", does: "every stack" },
    { line: "arboretum preview qa --format json", does: "one stack, for a machine" },
  ],
  run: preview,
};

interface Result extends Inspection {
  readonly written: boolean;
}

async function preview(call: Call): Promise<ExitCode> {
  const inspection = await inspect(call, call.arguments);
  const { stacks, problems, timings } = inspection;
  const written = !problems.some(isError);
  if (written) write(call.root, stacks);
  timings.did("write");
  const result = { ...inspection, written };
  call.io.out(call.text("format") === "json" ? asJson(result) : asText(result, call));
  timings.did("print");
  timings.print();
  return written ? 0 : 1;
}

const write = (root: string, stacks: readonly Rendered[]): void =>
  replaceFolders(
    stacks.flatMap(({ composition, rendering }) =>
      rendering ? [{ path: join(root, OUT, composition.stack), files: outputFiles(rendering) }] : [],
    ),
  );

const asJson = ({ stacks, problems, written }: Result): string =>
  json({ stacks: stacks.map(summaryOf), problems, written: written ? OUT : null });

function asText({ stacks, problems, written }: Result, { paint }: Call): string {
  const end = written ? verdict(problems, paint) : `${verdict(problems, paint)} Nothing was written.`;
  const blocks = [
    summaryTable(stacks.map(summaryOf), paint),
    problemsText(problems, paint),
    end,
    written ? whereNext(stacks) : "",
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function whereNext(stacks: readonly Rendered[]): string {
  const deployment = stacks.find(({ composition }) => composition.loaded.kind === "deployment");
  const stack = deployment?.composition.stack ?? "<stack>";
  return [
    `What would be applied   ${OUT}/<stack>/, one file a level; index.json says what waits for what`,
    "What runs where, why    npx arboretum matrix",
    `Who set which value     npx arboretum settings ${stack}, npx arboretum configuration lms --stack ${stack}`,
  ].join("\n");
}
