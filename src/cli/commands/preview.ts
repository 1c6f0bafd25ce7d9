import { join } from "node:path";
import type { Composition } from "../../blueprint/compose.ts";
import { isError } from "../../documents/problem.ts";
import { outputFiles } from "../../render/output.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { changesText } from "../compare/changesText.ts";
import type { Comparison } from "../compare/comparison.ts";
import { Staging } from "../folder.ts";
import { type Inspection, inspect } from "../inspection.ts";
import { json } from "../json.ts";
import { markdown } from "../markdown.ts";
import { once, problemsText, verdict } from "../problems.ts";
import { todayOption } from "../project.ts";
import { summaryTable } from "../summaryTable.ts";
import { type GoingOn, goingOn, goingOnLines } from "../upgrade/goingOn.ts";

const OUT = "out";

export const command: Command = {
  name: "preview",
  arguments: { usage: "[stack…]", min: 0, max: Number.POSITIVE_INFINITY },
  description: [
    "Composes, checks and renders stacks: all, or those named.",
    "Prints a row a stack and what is wrong. Where nothing is, the manifests are below out/.",
  ],
  options: {
    against: {
      type: "text",
      value: "REVISION|STACK",
      description: "Show what changes, compared with another git revision or another stack.",
    },
    format: {
      type: "text",
      choices: ["text", "json", "markdown"],
      description: "Default: text. Markdown is for the comment of a pull request.",
    },
    today: todayOption,
  },
  json: [
    "{ stacks: [summary], problems: [problem], written: folder | null, against?,",
    "  changes?: [{ stack, changes: [change] }] }",
    "summary = { stack, release?, workloads?, objects?, charts?, replicas?: range, cpu?: range,",
    "            memory?: range, errors, warnings }",
    "range = { lowest, highest } in pods, thousandths of a processor, bytes; without Jobs",
    "problem = as `arboretum check` prints it",
    "change = { urn, type, name, custom, component?, formerUrn?, reasons: [text], holdsData?, refused?, deletedFirst,",
    '           verdict: "create" | "update" | "replace" | "delete" | "keep",',
    "           paths: [{ path, before?, after?, secret, replaces }] }",
  ],
  examples: [
    { line: "arboretum preview", does: "every stack" },
    { line: "arboretum preview qa --format json", does: "one stack, for a machine" },
    { line: "arboretum preview --against main", does: "what a branch changes" },
  ],
  run: preview,
};

interface Result extends Inspection {
  readonly comparison?: Comparison;
  readonly goingOn: readonly GoingOn[];
  readonly written: boolean;
}

async function preview(call: Call): Promise<ExitCode> {
  const staging = new Staging();
  try {
    const inspection = await inspect(call, call.arguments, (rendering) =>
      staging.add(join(call.root, OUT, rendering.stack), outputFiles(rendering)),
    );
    const { timings } = inspection;
    const comparison = await comparisonFor(call, inspection);
    timings.did("compare");
    const problems = once([...inspection.problems, ...(comparison?.problems ?? [])]);
    const written = !problems.some(isError);
    if (written) staging.place();
    timings.did("write");
    const { compositions, project } = inspection;
    const hops = project.map ? goingOn(compositions, comparison?.standings, project.map.supported) : [];
    const compared = comparison ? { comparison } : {};
    const result = { ...inspection, problems, written, ...compared, goingOn: hops };
    call.io.out(shown(call.text("format"), result, call));
    timings.did("print");
    timings.print();
    return written ? 0 : 1;
  } finally {
    staging.clear();
  }
}

/** What leads to something broken is not worth knowing. */
async function comparisonFor(call: Call, inspection: Inspection): Promise<Comparison | undefined> {
  const against = call.text("against");
  if (against === undefined || inspection.problems.some(isError)) return undefined;
  // Comparing takes half of the engine, and few ask for it.
  const { compare } = await import("../compare/comparison.ts");
  return compare(call, inspection, against);
}

function shown(format: string | undefined, result: Result, call: Call): string {
  const { summaries, problems, comparison, written } = result;
  if (format === "json") {
    const changes = comparison && { against: comparison.against, changes: comparison.stacks };
    return json({ stacks: summaries, problems, written: written ? OUT : null, ...changes });
  }
  if (format === "markdown") return markdown(summaries, problems, comparison, result.goingOn);
  return asText(result, call);
}

function asText(result: Result, { paint }: Call): string {
  const { compositions, summaries, problems, comparison, goingOn, written } = result;
  const end = written ? verdict(problems, paint) : `${verdict(problems, paint)} Nothing was written.`;
  const blocks = [
    summaryTable(summaries, paint),
    comparison ? changesText(comparison, paint) : "",
    ...goingOn.map((one) => goingOnText(one, paint)),
    problemsText(problems, paint),
    end,
    written ? whereNext(compositions) : "",
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function goingOnText(one: GoingOn, paint: Call["paint"]): string {
  const { head, rows } = goingOnLines(one);
  return [paint.bold(head), ...rows.map((row) => `  - ${row}`)].join("\n");
}

function whereNext(compositions: readonly Composition[]): string {
  const deployment = compositions.find(({ loaded }) => loaded.kind === "deployment");
  const stack = deployment?.stack ?? "<stack>";
  return [
    `What would be applied   ${OUT}/<stack>/, one file a level; index.json says what waits for what`,
    "What runs where, why    npx arboretum matrix",
    `Who set which value     npx arboretum settings ${stack}, npx arboretum configuration lms --stack ${stack}`,
  ].join("\n");
}
