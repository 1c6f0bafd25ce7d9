import { parseArgs } from "node:util";
import { didYouMean } from "../documents/nearest.ts";
import { type Command, type Option, UsageError } from "./command.ts";

/** A command line, read and found to be of the right shape. */
export interface Parsed {
  readonly help: boolean;
  readonly arguments: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
}

/** What every command understands. */
export const everywhere: Readonly<Record<string, Option>> = {
  root: {
    type: "text",
    value: "DIR",
    description: "The project's folder. Default: the nearest above with a Pulumi.yaml.",
  },
  help: { type: "flag", description: "Show this." },
};

export function parse(command: Command, argv: readonly string[]): Parsed {
  const options = { ...command.options, ...everywhere };
  // Not strict: the messages are ours, and all of them name the nearest spelling.
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type }]) => [
        name,
        { type: type === "text" ? "string" : "boolean", ...(name === "help" ? { short: "h" } : {}) } as const,
      ]),
    ),
  });
  const given: string[] = [];
  const texts = new Map<string, string>();
  const flags = new Set<string>();
  for (const token of tokens) {
    if (token.kind === "positional") given.push(token.value);
    if (token.kind !== "option") continue;
    const option = optionFor(options, token.name, token.rawName);
    if (option.type === "text") texts.set(token.name, valueGiven(option, token.rawName, token.value));
    else if (token.value === undefined) flags.add(token.name);
    else throw new UsageError(`${token.rawName} takes no value.`);
  }
  const help = flags.has("help");
  if (!help) countArguments(command, given);
  return { help, arguments: given, texts, flags };
}

function optionFor(options: Readonly<Record<string, Option>>, name: string, raw: string): Option {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option !== undefined) return option;
  const names = Object.keys(options);
  const known = names.map((one) => `--${one}`);
  throw new UsageError(
    `There is no option ${raw} here.${didYouMean(name, names).replace('"', '"--')}\nOne of: ${known.join(", ")}`,
  );
}

function valueGiven(
  { choices, value: what = "VALUE" }: Option,
  raw: string,
  value: string | undefined,
): string {
  if (value === undefined || value === "") {
    throw new UsageError(`${raw} needs a value: ${raw} ${choices?.join("|") ?? what}`);
  }
  if (choices !== undefined && !choices.includes(value)) {
    throw new UsageError(
      `${raw} cannot be ${JSON.stringify(value)}.${didYouMean(value, choices)}\nOne of: ${choices.join(", ")}`,
    );
  }
  return value;
}

function countArguments(
  { name, arguments: { usage, min, max }, examples }: Command,
  given: readonly string[],
): void {
  if (given.length >= min && given.length <= max) return;
  const example = examples[0]?.line ?? "";
  const fault =
    given.length < min
      ? `${name} needs ${usage}.`
      : `${name} does not take ${given
          .slice(max)
          .map((one) => JSON.stringify(one))
          .join(", ")}.`;
  throw new UsageError(`${fault}\nExample: ${example}`);
}
