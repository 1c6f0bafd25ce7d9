import { compose } from "../../blueprint/compose.ts";
import { frozenKinds, renewal } from "../../blueprint/kinds.ts";
import { isError } from "../../documents/problem.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { json } from "../json.ts";
import { existing, open } from "../project.ts";
import { refuse } from "../refusal.ts";

export const command: Command = {
  name: "kinds",
  arguments: { usage: "<platform>", min: 1, max: 1 },
  description: [
    "Prints how the kinds of a platform's charts are brought to their versions: a shell script for Helm and kubectl.",
    "Helm installs what lies in the folder `crds/` of a chart once, and never touches it again. The script deletes nothing, and may run as often as one likes.",
  ],
  options: { format: { type: "text", choices: ["text", "json"], description: "Default: text." } },
  json: ["{ stack, charts: [{ name, chart, version, repository?, command }] }"],
  examples: [{ line: "arboretum kinds platform | sh", does: "before the update that moves a chart" }],
  run: kinds,
};

function kinds(call: Call): ExitCode {
  const { project, problems } = open(call);
  const stack = existing(project, call.arguments[0] ?? "");
  const composition = compose(project, stack);
  const all = [...problems, ...composition.problems];
  const { blueprint } = composition;
  if (all.some(isError) || blueprint === undefined) return refuse(call, all);
  if (blueprint.kind !== "platform")
    throw new UsageError(`${stack} is a deployment, and kinds are of a cluster. Name its platform stack.`);
  const charts = frozenKinds(blueprint).map((chart) => ({
    name: chart.name,
    chart: chart.chart,
    version: chart.version,
    ...(chart.repository ? { repository: chart.repository } : {}),
    command: renewal(chart, blueprint.cluster),
  }));
  call.io.out(call.text("format") === "json" ? json({ stack, charts }) : scriptOf(stack, charts));
  return 0;
}

const scriptOf = (stack: string, charts: readonly { readonly command: string }[]): string =>
  [
    "#!/bin/sh",
    `# The kinds of ${stack}, by \`arboretum kinds\`. Nothing is deleted.`,
    "set -eu",
    ...charts.map(({ command: line }) => line),
    "",
  ].join("\n");
