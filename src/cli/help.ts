import type { Command, Option } from "./command.ts";
import type { Paint } from "./paint.ts";
import { everywhere } from "./parse.ts";
import { aligned } from "./table.ts";

const indent = (lines: readonly string[]): string =>
  lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n");

const written = (name: string, { type, value, choices }: Option): string =>
  type === "flag" ? `--${name}` : `--${name} ${choices?.join("|") ?? value ?? "VALUE"}`;

/** What a person sees who asks how a command is used. */
export function helpOf(
  { name, arguments: { usage }, description, options, json, examples }: Command,
  paint: Paint,
): string {
  const rows = Object.entries({ ...options, ...everywhere }).map(([option, said]) => [
    written(option, said),
    said.description,
  ]);
  return [
    `${paint.bold("arboretum")} ${paint.bold(name)} ${usage} [options]`.replace("  ", " "),
    "",
    ...description,
    "",
    paint.bold("Options"),
    indent(aligned(rows)),
    "",
    ...(json ? [paint.bold("JSON"), indent(json), ""] : []),
    paint.bold(examples.length === 1 ? "Example" : "Examples"),
    indent(aligned(examples.map(({ line, does }) => [line, paint.dim(does)]))),
    "",
  ].join("\n");
}

/** The list of commands. */
export function overview(commands: readonly Command[], paint: Paint): string {
  const rows = commands.map(({ name, arguments: { usage }, description }) => [
    name,
    usage,
    description[0] ?? "",
  ]);
  return [
    `${paint.bold("arboretum")} <command> [options]`,
    "",
    "Grows every Open edX deployment of an institution, in every stage, from one release matrix.",
    "",
    paint.bold("Commands"),
    indent(aligned(rows)),
    "",
    "`arboretum <command> --help` says more. Every command ends with 0, with 1 if it found problems, with 2 if it was used wrongly.",
    "",
  ].join("\n");
}
