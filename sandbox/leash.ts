import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

/**
 * Runs a program on a leash: as soon as the other end of the pipe (descriptor 3) is closed, because whoever held it let go or was
 * killed, the program is asked to end, and ended after a while. Says its process id on descriptor 4.
 */
const LEASH = `
"$@" < /dev/null 3<&- 4>&- & program=$!
echo "$program" >&4; exec 4>&-
{ while read -r _; do :; done; kill -TERM "$program"; sleep 10; kill -KILL "$program"; } <&3 2> /dev/null &
guard=$!
exec 3<&-
wait "$program"; code=$?
kill "$guard" 2> /dev/null
exit "$code"
`;

export interface Leashed {
  /** Process id of the program itself. */
  readonly pid: number;
  /** Resolves when it has ended, with its exit code. */
  readonly ended: Promise<number>;
}

/** Starts a program whose output goes to a file, and which does not outlive this process. */
export async function leash(file: string, args: readonly string[], log: string): Promise<Leashed> {
  const output = openSync(log, "a");
  const child = spawn("/bin/sh", ["-c", LEASH, "leash", file, ...args], {
    stdio: ["ignore", output, output, "pipe", "pipe"],
    // Ctrl-C in the terminal is for the one who holds the leash.
    detached: true,
  });
  const held = child.stdio[3] as Writable;
  held.on("error", () => {});
  const ended = new Promise<number>((resolve) => {
    child.on("error", () => resolve(127));
    child.on("exit", (code) => {
      held.destroy();
      resolve(code ?? 1);
    });
  });
  return { pid: await pidFrom(child.stdio[4] as Readable), ended };
}

async function pidFrom(said: Readable): Promise<number> {
  let text = "";
  for await (const chunk of said) text += String(chunk);
  return Number(text);
}
