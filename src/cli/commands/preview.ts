import { join } from "node:path";
import { isError, type Problem } from "../../documents/problem.ts";
import { outputFiles } from "../../render/output.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { replaceFolders } from "../folder.ts";
import { once, problemsText, verdict } from "../problems.ts";
import { survey, todayOption } from "../project.ts";
import { type Rendered, renderer } from "../rendered.ts";
import { summaryOf } from "../summary.ts";
import { summaryTable } from "../summaryTable.ts";
import { timingsFor } from "../timings.ts";

const OUT = "out";

export const command: Command = {
  name: "preview",
  arguments: { usage: "[stack…]", min: 0, max: Number.POSITIVE_INFINITY },
  description: [
    "Composes, checks and renders stacks, all of them unless some are named.",
    "Prints a row a stack and what is wrong, and writes the manifests below out/ where nothing is.",
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

interface Result {
  readonly rendered: readonly Rendered[];
  /** Those of the project and of the stacks, each once. */
  readonly problems: readonly Problem[];
  readonly written: boolean;
}

async function preview(call: Call): Promise<ExitCode> {
  const timings = timingsFor(call.io);
  timings.did("load");
  const { name, problems: shared, compositions } = survey(call, call.arguments);
  timings.did("compose");
  const render = await renderer(name, call.root, "resolved");
  timings.did("load engine");
  const rendered: Rendered[] = [];
  for (const composition of compositions) {
    call.progress(`Rendering ${composition.stack}`);
    rendered.push(await render(composition));
  }
  timings.did("render");
  const problems = once([...shared, ...rendered.flatMap(({ problems }) => problems)]);
  const failed = problems.some(isError);
  if (!failed) write(call.root, rendered);
  timings.did("write");
  const result = { rendered, problems, written: !failed };
  call.io.out(call.text("format") === "json" ? asJson(result) : asText(result, call));
  timings.did("print");
  timings.print();
  return failed ? 1 : 0;
}

const write = (root: string, rendered: readonly Rendered[]): void =>
  replaceFolders(
    rendered.flatMap(({ composition, rendering }) =>
      rendering ? [{ path: join(root, OUT, composition.stack), files: outputFiles(rendering) }] : [],
    ),
  );

function asJson({ rendered, problems, written }: Result): string {
  const stacks = rendered.map(summaryOf);
  return `${JSON.stringify({ stacks, problems, written: written ? OUT : null }, null, 2)}\n`;
}

function asText({ rendered, problems, written }: Result, { paint }: Call): string {
  const end = written ? verdict(problems, paint) : `${verdict(problems, paint)} Nothing was written.`;
  const blocks = [
    summaryTable(rendered.map(summaryOf), paint),
    problemsText(problems, paint),
    end,
    written ? whereNext(rendered) : "",
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function whereNext(rendered: readonly Rendered[]): string {
  const deployment = rendered.find(({ composition }) => composition.loaded.kind === "deployment");
  const stack = deployment?.composition.stack ?? "<stack>";
  return [
    `What would be applied   ${OUT}/<stack>/, one file a level; index.json says what waits for what`,
    "What runs where, why    npx arboretum matrix",
    `Who set which value     npx arboretum settings ${stack}, npx arboretum configuration lms --stack ${stack}`,
  ].join("\n");
}
