import type { Blueprint, Service } from "../../blueprint/model.ts";
import { AFTER_UPSTREAM } from "../../catalog/python/python.ts";
import { didYouMean } from "../../documents/nearest.ts";
import { toYaml } from "../../documents/yaml.ts";
import type { Value } from "../../render/rendering.ts";
import type { Tree } from "../../vocabulary/late.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { json } from "../json.ts";
import { refuse } from "../refusal.ts";
import { composeOne } from "../single.ts";
import { aligned } from "../table.ts";
import { disclosed, leavesOf, shown } from "../values.ts";

export const command: Command = {
  name: "configuration",
  arguments: { usage: "<application>", min: 1, max: 1 },
  description: [
    "Prints the configuration of an application and who said what.",
    "That is the catalogue, the release, or the line of a file. Secrets are named, never shown.",
  ],
  options: {
    stack: { type: "text", value: "STACK", description: "The stack that it runs in. Required." },
    format: { type: "text", choices: ["text", "yaml", "json"], description: "Default: text." },
  },
  json: [
    "{ stack, application, configuration: [{ key, value, source }] }",
    "A secret has the value { secret: <name> }.",
  ],
  examples: [{ line: "arboretum configuration lms --stack qa", does: "keys, values and sources" }],
  run: configuration,
};

interface Row {
  readonly key: string;
  readonly value: Tree;
  readonly source: string;
}

function configuration(call: Call): ExitCode {
  const named = call.text("stack");
  if (named === undefined)
    throw new UsageError(`configuration needs --stack STACK.\nExample: ${command.examples[0]?.line}`);
  const { composition, problems } = composeOne(call, named);
  const { blueprint, stack } = composition;
  if (blueprint === undefined) return refuse(call, problems);
  const service = serviceOf(blueprint, call.arguments[0] ?? "");
  const rows = rowsOf(blueprint, service);
  const format = call.text("format");
  if (format === "json" || format === "yaml") {
    const settings = rows.map(({ key, value, source }) => ({ key, value: disclosed(value), source }));
    const found = { stack, application: service.name, configuration: settings };
    call.io.out(format === "json" ? json(found) : toYaml(found as unknown as Value));
  } else {
    const lines = aligned(
      rows.map(({ key, value, source }) => [key, short(shown(value)), call.paint.dim(source)]),
    );
    call.io.out(`${lines.join("\n")}\n`);
  }
  return 0;
}

function serviceOf(blueprint: Blueprint, name: string): Service {
  const services = blueprint.kind === "deployment" ? blueprint.services : [];
  const service = services.find((one) => one.name === name);
  if (service !== undefined) return service;
  const names = services.map((one) => one.name);
  const choices = names.length > 0 ? `One of: ${names.join(", ")}` : "A platform has no applications.";
  throw new UsageError(
    `${blueprint.stack} has no application ${JSON.stringify(name)}.${didYouMean(name, names)}\n${choices}`,
  );
}

/** Every key of which somebody is known to have said it, with the value that the mounted files give it. */
function rowsOf(blueprint: Blueprint, { name, files }: Service): readonly Row[] {
  const trees = files.flatMap(({ entries }) =>
    Object.values(entries).flatMap((content) => (content.format === "yaml" ? [content.tree] : [])),
  );
  const values = new Map(
    trees.flatMap((tree) => leavesOf(tree)).map(({ path, value }) => [path.join("."), value]),
  );
  const provenance = blueprint.kind === "deployment" ? (blueprint.provenance[name] ?? []) : [];
  return provenance.flatMap(({ key, source }) => {
    const value = values.get(`${AFTER_UPSTREAM}.${key}`) ?? values.get(key);
    return value === undefined ? [] : [{ key, value, source }];
  });
}

/** Lists of stores and middlewares are longer than any line; the other formats have them whole. */
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
