import { compose } from "../../blueprint/compose.ts";
import { type Origins, originsOf } from "../../blueprint/origins.ts";
import { isError } from "../../documents/problem.ts";
import type { ImageLock } from "../../releases/lock.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { copyScript } from "../copyScript.ts";
import { json } from "../json.ts";
import {
  type ListedChart,
  type ListedImage,
  listedCharts,
  listedImages,
  withoutDigest,
} from "../listedImages.ts";
import { existing, open } from "../project.ts";
import { refuse } from "../refusal.ts";
import { aligned } from "../table.ts";

export const command: Command = {
  name: "images",
  arguments: { usage: "", min: 0, max: 0 },
  description: [
    "Lists every image and every chart that stacks start, with digests.",
    "It is what a mirror has to hold. A tag whose content nobody has pinned says so: `arboretum lock` asks its registry.",
  ],
  options: {
    stack: { type: "text", value: "STACK", description: "One stack. Default: all of them together." },
    format: {
      type: "text",
      choices: ["text", "json", "copy"],
      description: "Default: text. `copy` is a shell script that fills the mirror, with crane and helm.",
    },
  },
  json: [
    "{ images: [{ image, digest?, from?, by: [text] }], charts: [{ chart, version, repository?, digest?, from? }] }",
    "An image is as pods name it; `from` is where the world has what comes from a mirror. Without a digest: the tag is all that is known.",
  ],
  examples: [
    { line: "arboretum images --stack production", does: "what one stack starts" },
    { line: "arboretum images --format json", does: "what a mirror of all stacks has to hold" },
    { line: "arboretum images --format copy | sh", does: "fills the mirror that the settings name" },
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
  const origins = stacks.map((stack) => originsOf(project, stack));
  if (call.text("format") === "copy") {
    call.io.out(scriptOf(origins, project.lock));
    return 0;
  }
  const found = listedImages(blueprints, origins, project.lock);
  const charts = listedCharts(blueprints, origins, project.lock);
  call.io.out(call.text("format") === "json" ? json({ images: found, charts }) : textOf(found, charts));
  return 0;
}

function scriptOf(origins: readonly Origins[], lock: ImageLock): string {
  const script = copyScript(origins, lock);
  if (script !== undefined) return script;
  throw new UsageError(
    "No stack pulls from a mirror, so that there is nothing to copy. Name one: `arboretum:images: { registry: registry.example.edu/mirror }`.",
  );
}

function textOf(found: readonly ListedImage[], charts: readonly ListedChart[]): string {
  const rows = found.map(({ image, digest, by }) => [
    withoutDigest(image),
    digest ?? "no digest",
    by.join(", "),
  ]);
  const unpinned = found.filter(({ digest }) => digest === undefined).length;
  return [
    ...aligned(rows),
    "",
    ...aligned(
      charts.map(({ chart, version, repository = "", digest = "no digest" }) => [
        chart,
        version,
        digest,
        repository,
      ]),
    ),
    ...(charts.length > 0 ? [""] : []),
    `${found.length} images, ${unpinned} of them by a tag alone; ${charts.length} charts.`,
    "",
  ].join("\n");
}
