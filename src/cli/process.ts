import type { Io } from "./command.ts";
import { run } from "./run.ts";

/** Connects a command to the process that it runs in. */
export async function start(process: NodeJS.Process): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (cause: NodeJS.ErrnoException) => {
      // Whoever reads has seen enough: `arboretum matrix | head`.
      if (cause.code === "EPIPE") process.exit();
      throw cause;
    });
  }
  const io: Io = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    cwd: process.cwd(),
    environment: process.env,
    terminal: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true },
    now: () => new Date(),
  };
  process.exitCode = await run(process.argv.slice(2), io);
}
