import type { Paint } from "./paint.ts";

/** Everything of the world that a command may touch. Whoever starts the program gives it; tests give their own. */
export interface Io {
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress, and what went wrong. */
  readonly err: (text: string) => void;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether the two are terminals. */
  readonly terminal: { readonly out: boolean; readonly err: boolean };
  readonly now: () => Date;
}

/** 0: success. 1: problems found. 2: wrong use. */
export type ExitCode = 0 | 1 | 2;

export interface Option {
  readonly type: "text" | "flag";
  /** How the help calls the value: `DIR`. Only for a text. */
  readonly value?: string;
  /** The only values that are allowed. */
  readonly choices?: readonly string[];
  readonly description: string;
}

/** One command of `arboretum`. It lives in a file of its own below `commands/`, which exports it as `command`. */
export interface Command {
  readonly name: string;
  /** What it takes beside options, and how many of it. `usage` is how the help writes it: `[stack…]`. */
  readonly arguments: { readonly usage: string; readonly min: number; readonly max: number };
  /** What it does, a few short lines. The first stands in the list of commands. */
  readonly description: readonly string[];
  /** By name without dashes. `--help` and `--root` are there for every command. */
  readonly options: Readonly<Record<string, Option>>;
  /** What `--format json` prints, as a type. Fields may be added; none is taken away or changes its meaning. */
  readonly json?: readonly string[];
  /** For machines alone: the list of commands leaves it out. */
  readonly hidden?: true;
  /** Whole command lines, each with what it is good for. At least one. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  readonly run: (call: Call) => ExitCode | Promise<ExitCode>;
}

/** One use of a command. */
export interface Call {
  readonly io: Io;
  /** Folder of `Pulumi.yaml`: the working directory, a folder above it, or `--root`. */
  readonly root: string;
  readonly arguments: readonly string[];
  /** The value of a text option; nothing where it was not given. */
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
  /** Colours for results, which do nothing unless they go to a terminal. */
  readonly paint: Paint;
  /** Loads every command there is, hidden ones apart: for whoever describes them. */
  readonly commands: () => Promise<readonly Command[]>;
  /** Says on stderr what is being done, as soon as the command takes longer than a second. */
  readonly progress: (doing: string) => void;
}

/** The command was used wrongly. Its message is one clear sentence, with the remedy where there is one. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
