import { isError } from "../../documents/problem.ts";
import { buildMatrix, mfeBuilds } from "../../releases/builds.ts";
import { matrix, matrixCsv } from "../../releases/matrix.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { json } from "../json.ts";
import { matrixText } from "../matrixText.ts";
import { open } from "../project.ts";
import { refuse } from "../refusal.ts";

export const command: Command = {
  name: "matrix",
  arguments: { usage: "", min: 0, max: 0 },
  description: [
    "Prints what each deployment runs in each stage, and why.",
    "In the text, equal reasons share a number.",
  ],
  options: {
    format: { type: "text", choices: ["text", "json", "csv"], description: "Default: text." },
    builds: {
      type: "text",
      choices: ["images", "mfes"],
      description:
        "What has to be built instead, as JSON for any CI: images, or the micro-frontends in them.",
    },
  },
  json: [
    "{ deployments: [name], stages: [name], applications: [name], cells: [cell] }",
    "cell = { deployment, stage, release, application, kind, origin, ref, runtime, image?,",
    "         because: [{ field, text, place?: { file, line, column } }] }",
    "--builds images: [{ application, release, image?, sources, runtime, cut?, packages?, for: [{ deployment, stage }] }]",
    "--builds mfes: [{ deployment, release, stages, microFrontends: [{ application, path, node, origin, ref }] }]",
  ],
  examples: [
    { line: "arboretum matrix", does: "the grid" },
    { line: "arboretum matrix --format csv > matrix.csv", does: "for a spreadsheet" },
    { line: "arboretum matrix --builds images", does: "the job matrix of whatever builds the images" },
  ],
  run: showMatrix,
};

function showMatrix(call: Call): ExitCode {
  const { project, problems } = open(call);
  if (project.map === undefined) return refuse(call, problems.filter(isError));
  const builds = call.text("builds");
  if (builds !== undefined) {
    call.io.out(json(builds === "images" ? buildMatrix(project.map) : mfeBuilds(project.map)));
    return 0;
  }
  const grid = matrix(project.map, project.lock);
  const format = call.text("format");
  if (format === "json") call.io.out(json(grid));
  else call.io.out(format === "csv" ? matrixCsv(grid) : matrixText(grid, call.paint));
  return 0;
}
