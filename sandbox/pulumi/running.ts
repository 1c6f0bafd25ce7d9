import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Ended } from "../../src/render/processes.ts";

/** A program under way. */
export interface Running {
  /** Never rejects. A program that was killed ends with 137. */
  readonly ended: Promise<Ended>;
  /** Asks it to end, as Ctrl-C in a terminal does. */
  interrupt(): void;
  /** Ends it at once, and whatever it started. */
  kill(): void;
}

export interface Start {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Hears each line of what it says, while it says it. */
  readonly hear?: (line: string) => void;
  /** After so many seconds it is killed. */
  readonly longest: number;
}

const KILLED = 137;

/** Starts a program in a process group of its own, so that killing it leaves nothing of it behind. */
export function start(program: string, args: readonly string[], options: Start): Running {
  const { cwd, env, hear, longest } = options;
  const child = spawn(program, [...args], { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const signal = (name: NodeJS.Signals) => () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  const kill = signal("SIGKILL");
  process.once("exit", kill);
  const timer = setTimeout(kill, longest * 1000);
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const lines: string[] = [];
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      hear?.(line);
    });
    return lines;
  });
  const said = (lines: readonly string[] = []) => lines.map((line) => `${line}\n`).join("");
  const ended = new Promise<Ended>((resolve) => {
    const end = (code: number, missing: boolean) => {
      clearTimeout(timer);
      process.off("exit", kill);
      resolve({ code, out: said(out), err: said(err), missing });
    };
    child.on("error", ({ code }: NodeJS.ErrnoException) => end(1, code === "ENOENT"));
    child.on("close", (code) => end(code ?? KILLED, false));
  });
  return { ended, interrupt: signal("SIGINT"), kill };
}
