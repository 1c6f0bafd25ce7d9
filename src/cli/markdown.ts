import { problemText } from "../documents/explain.ts";
import { isError, type Problem } from "../documents/problem.ts";
import type { Change } from "../render/change.ts";
import { type StackChanges, visible } from "../upgrade/stackChanges.ts";
import { kindOf } from "../vocabulary/resourceType.ts";
import { pathText, tally, warnings, wordsFor } from "./compare/changeWords.ts";
import type { Comparison } from "./compare/comparison.ts";
import { plain } from "./paint.ts";
import { verdict } from "./problems.ts";
import type { Summary } from "./summary.ts";
import { HEAD, summaryCells } from "./summaryTable.ts";
import { type GoingOn, goingOnLines } from "./upgrade/goingOn.ts";

/** GitHub refuses a comment above 65,536 characters. */
const LONGEST = 60_000;
const MOST_PATHS = 12;

/** All that a preview says, as the comment of a pull request. */
export function markdown(
  summaries: readonly Summary[],
  problems: readonly Problem[],
  comparison: Comparison | undefined,
  hops: readonly GoingOn[],
): string {
  const rows = summaries.map((summary) => summaryCells(summary, plain));
  const blocks = [
    ...(comparison ? [dangerText(comparison)] : []),
    ...hops.map(hopText),
    table([HEAD, ...rows]),
    problemsBlock(problems),
    ...(comparison ? comparison.stacks.map((stack) => stackBlock(stack, comparison)) : []),
  ];
  return shortened(`${blocks.filter((block) => block !== "").join("\n\n")}\n`);
}

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Text of others, such as a value, between marks that it cannot close. */
const code = (text: string): string => `\`${text.replaceAll("`", "'").replaceAll("\n", " ")}\``;

/** What nobody should find only by reading to the end. */
function dangerText({ stacks }: Comparison): string {
  const lost = stacks.flatMap(({ stack, changes }) =>
    visible(changes)
      .filter(({ holdsData }) => holdsData !== undefined)
      .map(
        (change) =>
          `> - ${stack}: ${change.verdict} ${kindOf(change)} ${code(change.name)}. ${warnings(change)[0]}`,
      ),
  );
  return lost.length === 0 ? "" : ["> [!CAUTION]", "> This touches what holds data.", ...lost].join("\n");
}

function hopText(hop: GoingOn): string {
  const { head, rows } = goingOnLines(hop);
  return ["> [!IMPORTANT]", `> ${head}`, ">", ...rows.map((row) => `> - ${row}`)].join("\n");
}

function problemsBlock(problems: readonly Problem[]): string {
  if (problems.length === 0) return "No problems.";
  const ordered = [...problems.filter(isError), ...problems.filter((problem) => !isError(problem))];
  return [
    `**${verdict(problems, plain)}**`,
    "",
    "```text",
    ordered.map(problemText).join("\n\n").replaceAll("```", "'''"),
    "```",
  ].join("\n");
}

function stackBlock({ stack, changes }: StackChanges, comparison: Comparison): string {
  const shown = visible(changes);
  const words = wordsFor(comparison, stack);
  const head = `### ${stack} against ${code(comparison.against)}: ${tally(shown, words)}`;
  if (shown.length === 0) return head;
  const lists = words.flatMap(({ verdict: wanted, counted }) => {
    const own = shown.filter((change) => change.verdict === wanted);
    if (own.length === 0) return [];
    const summary = `<details><summary>${own.length} ${counted}</summary>`;
    return [[summary, "", ...own.flatMap(changeLines), "", "</details>"].join("\n")];
  });
  return [head, ...lists].join("\n\n");
}

function changeLines(change: Change): readonly string[] {
  const { name, paths } = change;
  const more = paths.length - MOST_PATHS;
  return [
    `- ${kindOf(change)} ${code(name)}`,
    ...warnings(change).map((text) => `  - ⚠️ ${text}`),
    ...paths.slice(0, MOST_PATHS).map((path) => `  - ${code(path.path)}: ${code(pathText(path))}`),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const end = text.lastIndexOf("\n", LONGEST);
  return `${text.slice(0, end)}\n\n… and more. Run \`arboretum preview --against\` to see all of it.\n`;
}
