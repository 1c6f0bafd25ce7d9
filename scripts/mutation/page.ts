import { type Part, parts } from "./parts.ts";
import { GOAL, type Result, scoreOf } from "./result.ts";

const FOLDER = "../../scripts/mutation";

const HEAD = `# Mutation of the pure core

\`npm run test:mutation [part…]\` changes the code of a part, one place at a time, and asks its tests whether they notice ([Stryker](https://stryker-mutator.io)).
A change that no test notices is a line that may be wrong tomorrow. The goal is ${GOAL} % of each part. Every run of a part replaces its
row here, and [its result](${FOLDER}/results), where each change is listed that survived.

The parts are in [\`parts.ts\`](${FOLDER}/parts.ts), with why they are the core. Two kinds of changes are not tried, and counted beside:
texts with a blank in them, which are sentences for people, and what runs once when a file is loaded, which would need a process for each.

| part | what it decides | score | found | not noticed | nobody goes there | not tried: sentences, loaded once | measured |
|---|---|---|---|---|---|---|---|`;

const measured = ({ id, about }: Part, result: Result): readonly (string | number)[] => {
  const { killed, timeout, survived, uncovered, ignored, date, commit } = result;
  const found = timeout === 0 ? killed : `${killed + timeout}, ${timeout} of them by the clock`;
  return [
    `[${id}](${FOLDER}/results/${id}.json)`,
    about,
    `${scoreOf(result).toFixed(1)} %`,
    found,
    survived.length,
    uncovered.length,
    `${ignored.sentences}, ${ignored.static}`,
    `${date}, ${commit}`,
  ];
};

const unmeasured = ({ id, about }: Part) => [id, about, "unknown", "", "", "", "", "not yet"];

/** The page that shows what is known of each part. */
export function page(results: readonly Result[]): string {
  const rows = parts.map((part) => {
    const result = results.find((one) => one.part === part.id);
    return result ? measured(part, result) : unmeasured(part);
  });
  return `${[HEAD, ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n")}\n`;
}
