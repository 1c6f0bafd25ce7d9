import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, describe, test } from "vitest";
import { programOf } from "../../scripts/tools/tools.ts";

/** Tests that run a real program. Without it there are none, and the reason is told. */
export function withTool(name: string, tests: (program: string) => void): void {
  const found = programOf(name);
  if ("program" in found) {
    describe(name, () => tests(found.program));
    return;
  }
  process.stderr.write(`Skipped: ${found.missing}\n`);
  test.skip(found.missing, () => {});
}

/** A folder with these files, gone after the last test of the file. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "arboretum-tool-"));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** A program that runs, with all that it has said. */
export interface Running {
  readonly process: ChildProcess;
  readonly said: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

const running: Running[] = [];

/** Whatever a test leaves behind is ended with it. */
export const endAll = (): void =>
  void afterEach(async () => {
    for (const one of running.splice(0)) {
      one.process.kill("SIGKILL");
      await one.ended;
    }
  });

export function start(
  program: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += String(part)));
  const ended = new Promise<number | string>((done) =>
    child.on("close", (code, signal) => done(code ?? signal ?? -1)),
  );
  const one = { process: child, said: () => text, ended };
  running.push(one);
  return one;
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((over) => setTimeout(over, milliseconds));

/** Waits until something is so, or says what the program has said until then. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  { said, process: child }: Running,
  seconds = 20,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (child.exitCode !== null)
      throw new Error(`${what} cannot come true, for the program has ended:\n${said()}`);
    if (Date.now() > end) throw new Error(`${what} did not come true within ${seconds} s:\n${said()}`);
    await pause(50);
  }
}

export const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** Where programs of a package of Debian that is installed nowhere find theirs. */
export const librariesIn = (root: string) => ({
  LD_LIBRARY_PATH: join(
    root,
    "usr/lib",
    readdirSync(join(root, "usr/lib")).find((name) => name.endsWith("-linux-gnu")) ?? "",
  ),
});
