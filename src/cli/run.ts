import { didYouMean } from "../documents/nearest.ts";
import { type Call, type Command, type ExitCode, type Io, UsageError } from "./command.ts";
import { commands, everyCommand, shownNames } from "./commands.ts";
import { helpOf, overview } from "./help.ts";
import { paintFor } from "./paint.ts";
import { type Parsed, parse } from "./parse.ts";
import { progressFor } from "./progress.ts";
import { rootFor } from "./root.ts";
import { version } from "./version.ts";

/** Runs one command line. Whatever happens, the answer is an exit code and a text that a person understands. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (cause) {
    if (cause instanceof UsageError) {
      io.err(`${cause.message}\n`);
      return 2;
    }
    io.err(`${unexpected(cause, io)}\n`);
    return 1;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [first, ...rest] = argv;
  if (first === "--version") return say(io, `${version()}\n`);
  if (first === "help" && rest[0] !== undefined) return dispatch([rest[0], "--help"], io);
  if (first === undefined || ["help", "--help", "-h"].includes(first))
    return say(io, overview(await everyCommand(), paint(io)));
  const command = await commandFor(first);
  const parsed = parse(command, rest);
  if (parsed.help) return say(io, helpOf(command, paint(io)));
  return command.run(callFor(parsed, io));
}

function say(io: Io, text: string): ExitCode {
  io.out(text);
  return 0;
}

const paint = ({ terminal, environment }: Io) => paintFor(terminal.out, environment);

async function commandFor(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return (await load()).command;
  if (name.startsWith("-")) throw new UsageError(`A command comes first. One of: ${shownNames.join(", ")}`);
  throw new UsageError(
    `There is no command ${JSON.stringify(name)}.${didYouMean(name, shownNames)}\nOne of: ${shownNames.join(", ")}`,
  );
}

const callFor = (parsed: Parsed, io: Io): Call => ({
  io,
  root: rootFor(io.cwd, parsed.texts.get("root")),
  arguments: parsed.arguments,
  text: (option) => parsed.texts.get(option),
  flag: (option) => parsed.flags.has(option),
  paint: paint(io),
  commands: everyCommand,
  progress: progressFor(io),
});

/** A mistake of ours, or of the machine. The trace helps whoever mends it, and nobody else. */
function unexpected(cause: unknown, { environment }: Io): string {
  const { message, stack } = cause instanceof Error ? cause : new Error(String(cause));
  if (environment.ARBORETUM_DEBUG) return stack ?? message;
  // A full disk, a folder that belongs to somebody else: Node says which file and why.
  if ((cause as { syscall?: unknown } | null)?.syscall !== undefined)
    return `The system refuses: ${message}.`;
  return `This should not have happened: ${message}\nSet ARBORETUM_DEBUG=1 to see where.`;
}
