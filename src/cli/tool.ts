import { spawn } from "node:child_process";
import type { Io } from "./command.ts";

/** How the use of a program outside ended. */
export type Ended =
  | { readonly kind: "absent" }
  | { readonly kind: "silent"; readonly seconds: number }
  | { readonly kind: "ended"; readonly code: number; readonly out: string; readonly err: string };

export interface Use {
  readonly name: string;
  readonly arguments: readonly string[];
  /** Default: where the command was called. */
  readonly cwd?: string;
  /** Beside the variables of the shell. */
  readonly environment?: Readonly<Record<string, string>>;
  /** After this many seconds without an end it is stopped. */
  readonly patience?: number;
  /** What it reads. Default: nothing. */
  readonly input?: string;
}

const PATIENCE = 20;

/** Runs a program of the PATH, and keeps what it says. It cannot ask anything: nobody would answer. */
export function useTool({ environment }: Pick<Io, "environment">, use: Use): Promise<Ended> {
  const seconds = use.patience ?? PATIENCE;
  return new Promise((resolve) => {
    const child = spawn(use.name, [...use.arguments], {
      ...(use.cwd === undefined ? {} : { cwd: use.cwd }),
      env: { ...environment, ...use.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    // Whoever reads nothing may end before everything is written.
    child.stdin.on("error", () => {});
    child.stdin.end(use.input);
    // That of `spawn` goes on where the program was not there at all, and keeps the command waiting.
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    const end = (how: Ended) => {
      clearTimeout(timer);
      resolve(how);
    };
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", () => end({ kind: "absent" }));
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") end({ kind: "silent", seconds });
      else end({ kind: "ended", code: code ?? 1, out: textOf(out), err: textOf(err) });
    });
  });
}

const textOf = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString("utf8");

/** What it said, where it ended well. */
export const said = (ended: Ended): string | undefined =>
  ended.kind === "ended" && ended.code === 0 ? ended.out : undefined;

/** What it said as JSON, where it ended well and that is what it said. */
export function saidJson(ended: Ended): unknown {
  try {
    return JSON.parse(said(ended) ?? "");
  } catch {
    return undefined;
  }
}

/** Why it did not end well, in one line. */
export function complaint(ended: Ended): string {
  if (ended.kind === "absent") return "it is not on the PATH";
  if (ended.kind === "silent") return `it did not answer within ${ended.seconds} seconds`;
  const lines = (ended.err.trim() || ended.out.trim()).split("\n").filter((line) => line.trim() !== "");
  return (
    lines
      .at(-1)
      ?.trim()
      .replace(/^error: /, "") ?? `it ended with ${ended.code}`
  );
}

/** Runs a program of the PATH for a person who watches and answers. The result is how it ended. */
export function watchTool({ environment, out, err, terminal }: Io, use: Use): Promise<number> {
  const seen = terminal.out ? "inherit" : "pipe";
  return new Promise((resolve) => {
    const child = spawn(use.name, [...use.arguments], {
      ...(use.cwd === undefined ? {} : { cwd: use.cwd }),
      env: { ...environment, ...use.environment },
      stdio: [terminal.out ? "inherit" : "ignore", seen, seen],
    });
    child.stdout?.setEncoding("utf8").on("data", out);
    child.stderr?.setEncoding("utf8").on("data", err);
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 1));
  });
}
