import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { test } from "vitest";

const run = promisify(execFile);

function hasPython(): boolean {
  try {
    execFileSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 8))"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const found = hasPython();
export const withPython = test.skipIf(!found);
export const reason = found ? "" : " (skipped: there is no python3 here)";

/** Runs something with a folder of files, which is gone afterwards. */
export async function inFolder<Result>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "arboretum-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a program says, and how it ends. */
export async function python(
  folder: string,
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }> {
  const options = { cwd: folder, env: { PATH: process.env.PATH, no_proxy: "*" } };
  return run("python3", [...args], options).then(
    (ended) => ({ ...ended, code: 0 }),
    ({ stdout, stderr, code }) => ({ stdout, stderr, code }),
  );
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly body: unknown;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? undefined : JSON.parse(text);
}

/** A server on loopback that notes what it is asked, while something uses it. */
export async function withServer<Result>(
  answer: (asked: Asked) => { readonly status: number; readonly body?: unknown },
  use: (address: string, asked: readonly Asked[]) => Promise<Result>,
): Promise<Result> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const one = { method, url, authorization: headers.authorization ?? "", body: await bodyOf(request) };
    asked.push(one);
    const { status, body = {} } = answer(one);
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.close();
  }
}
