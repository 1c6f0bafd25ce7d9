import { compose } from "../../blueprint/compose.ts";
import { type UsedChart, type UsedImage, usedCharts, usedImages } from "../../blueprint/usedImages.ts";
import { isError } from "../../documents/problem.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { json } from "../json.ts";
import { existing, open } from "../project.ts";
import { refuse } from "../refusal.ts";
import { aligned } from "../table.ts";

export const command: Command = {
  name: "images",
  arguments: { usage: "", min: 0, max: 0 },
  description: [
    "Lists every image and every chart that stacks start, with digests.",
    "It is what a mirror has to hold. A tag whose content nobody has pinned says so: `arboretum matrix` names where it comes from.",
  ],
  options: {
    stack: { type: "text", value: "STACK", description: "One stack. Default: all of them together." },
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
  },
  json: [
    "{ images: [{ image, digest?, by: [text] }], charts: [{ chart, version, repository? }] }",
    "Without a digest: the tag is all that is known.",
  ],
  examples: [
    { line: "arboretum images --stack production", does: "what one stack starts" },
    { line: "arboretum images --format json", does: "what a mirror of all stacks has to hold" },
  ],
  run: images,
};

function images(call: Call): ExitCode {
  const { project, problems } = open(call);
  const named = call.text("stack");
  const stacks = named === undefined ? project.stacks : [existing(project, named)];
  const compositions = stacks.map((stack) => compose(project, stack));
  const all = [...problems, ...compositions.flatMap((one) => one.problems)];
  if (all.some(isError)) return refuse(call, all);
  const blueprints = compositions.flatMap(({ blueprint }) => blueprint ?? []);
  const found = joined(blueprints.flatMap(usedImages));
  const charts = distinct(blueprints.flatMap(usedCharts));
  call.io.out(call.text("format") === "json" ? json({ images: found, charts }) : textOf(found, charts));
  return 0;
}

/** Deployments install the same chart, each for itself. */
const distinct = (charts: readonly UsedChart[]): readonly UsedChart[] => [
  ...new Map(charts.map((one) => [`${one.chart} ${one.version}`, one])).values(),
];

/** Stacks share most of their images. */
const joined = (used: readonly UsedImage[]): readonly UsedImage[] =>
  [...Map.groupBy(used, ({ image }) => image).values()]
    .flatMap(([first, ...others]) =>
      first ? [{ ...first, by: [...new Set([first, ...others].flatMap(({ by }) => by))].sort() }] : [],
    )
    .sort((one, other) => (one.image < other.image ? -1 : 1));

function textOf(found: readonly UsedImage[], charts: readonly UsedChart[]): string {
  const rows = found.map(({ image, digest, by }) => [
    digest === undefined ? image : image.slice(0, image.indexOf("@")),
    digest ?? "no digest",
    by.join(", "),
  ]);
  const unpinned = found.filter(({ digest }) => digest === undefined).length;
  return [
    ...aligned(rows),
    "",
    ...aligned(charts.map(({ chart, version, repository = "" }) => [chart, version, repository])),
    ...(charts.length > 0 ? [""] : []),
    `${found.length} images, ${unpinned} of them by a tag alone; ${charts.length} charts.`,
    "",
  ].join("\n");
}
