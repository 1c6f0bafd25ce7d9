import { type Part, parts } from "./parts.ts";
import { GOAL, type Result, scoreOf, together } from "./result.ts";

const FOLDER = "../../scripts/mutation";

const HEAD = `# Mutation of the pure core

\`npm run test:mutation [part…]\` changes the code of a part, one place at a time, and asks its tests whether they notice ([Stryker](https://stryker-mutator.io)).
A change that no test notices is a line that may be wrong tomorrow. The goal is ${GOAL} % of each part. Every run of a part replaces its
row here, and [its result](${FOLDER}/results), where each change is listed that survived.

A row is true of the commit that it names, and of no other. \`npm run test:mutation -- --changed\` measures the parts anew whose code or
tests are not what they were.

The parts are in [\`parts.ts\`](${FOLDER}/parts.ts), with why they are the core. Two kinds of changes are not tried, and counted beside:
texts with a blank in them, which are sentences for people, and what runs once when a file is loaded, which would need a process for each.
The tests are loaded once and run as often as there are changes, by [a runner of our own](${FOLDER}/runner.ts): Vitest would load them for each.
Whatever a change leaves behind in the process would spoil the verdict on the next one, so the test that noticed has to pass again without it.

| part | what it decides | score | found | not noticed | nobody goes there | not tried: sentences, loaded once | measured |
|---|---|---|---|---|---|---|---|`;

type Cells = readonly (string | number)[];

const counted = (result: Parameters<typeof scoreOf>[0]): Cells => {
  const { killed, timeout, survived, uncovered, ignored } = result;
  return [
    `${scoreOf(result).toFixed(1)} %`,
    timeout === 0 ? killed : `${killed + timeout}, ${timeout} of them by the clock`,
    survived.length,
    uncovered.length,
    `${ignored.sentences}, ${ignored.static}`,
  ];
};

const measured = ({ id, about }: Part, result: Result): Cells => [
  `[${id}](${FOLDER}/results/${id}.json)`,
  about,
  ...counted(result),
  `${result.date}, ${result.commit}`,
];

const unmeasured = ({ id, about }: Part): Cells => [id, about, "unknown", "", "", "", "", "not yet"];

const total = (results: readonly Result[]): Cells => [
  "all",
  results.length === parts.length ? "" : `${results.length} of ${parts.length} parts`,
  ...counted(together(results)),
  "",
];

/** The page that shows what is known of each part. */
export function page(results: readonly Result[]): string {
  const rows = parts.map((part) => {
    const result = results.find((one) => one.part === part.id);
    return result ? measured(part, result) : unmeasured(part);
  });
  const all = results.length === 0 ? [] : [total(results)];
  return `${[HEAD, ...[...rows, ...all].map((cells) => `| ${cells.join(" | ")} |`)].join("\n")}\n`;
}
