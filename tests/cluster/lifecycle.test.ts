import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binaries } from "../../sandbox/binaries.ts";
import { isOurs, readRecord } from "../../sandbox/record.ts";
import { becomesTrue } from "../../sandbox/waiting.ts";
import { repository } from "../cli/project.ts";

const run = promisify(execFile);
const state = mkdtempSync(join(tmpdir(), "arboretum-sandbox-"));
const environment = { ...process.env, XDG_STATE_HOME: state };
const main = join(repository, "src/cli/main.js");

/** Built once, before anybody looks at the clock. */
let programs: Awaited<ReturnType<typeof binaries>>;
beforeAll(async () => {
  programs = await binaries({ environment, say: (doing) => process.stderr.write(`${doing} …\n`) });
});

const arboretum = async (...args: readonly string[]): Promise<string> =>
  (await run(process.execPath, [main, "sandbox", ...args], { env: environment, cwd: repository })).stdout;

const folderOf = (name: string): string => join(state, "arboretum/sandbox", name);

/** Every process of a sandbox, its keeper among them. */
function processesOf(name: string): readonly number[] {
  const record = readRecord(folderOf(name));
  return record === undefined ? [] : [record.keeper, ...Object.values(record.processes)];
}

const alive = (pids: readonly number[], name: string): readonly number[] =>
  pids.filter((pid) => isOurs(pid, folderOf(name)));

/** Whatever of this machine was started with a path of the sandbox, and be it a shell that waits for another. */
async function mentioning(name: string): Promise<readonly string[]> {
  const { stdout } = await run("ps", ["-axo", "command="], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split("\n").filter((line) => line.includes(`${folderOf(name)}`) && !line.startsWith("ps "));
}

const nothingLives = (pids: readonly number[], name: string): Promise<boolean> =>
  becomesTrue(() => alive(pids, name).length === 0, { seconds: 40 });

afterAll(async () => {
  for (const name of existsSync(folderOf("")) ? readdirSync(folderOf("")) : [])
    await arboretum("down", "--name", name);
  rmSync(state, { recursive: true, force: true });
});

describe("one after the other", () => {
  test("it is up within 15 seconds, says how to use it, and answers to kubectl", async () => {
    const start = performance.now();
    const said = await arboretum("up", "--name", "one", "--for", "30m");
    const seconds = (performance.now() - start) / 1000;
    process.stderr.write(`up after ${seconds.toFixed(1)} s\n`);
    // A machine that has other things to do as well may take longer; one that has not may not.
    expect(seconds).toBeLessThan(isBusy() ? 120 : 15);
    const [, kubeconfig = ""] = /export KUBECONFIG=(\S+)/.exec(said) ?? [];
    const { stdout } = await run(programs.kubectl, ["--kubeconfig", kubeconfig, "version", "-o", "json"]);
    const { serverVersion } = JSON.parse(stdout) as { serverVersion: { gitVersion: string } };
    expect(serverVersion.gitVersion).toMatch(/^v1\.35\.\d+$/);
    const { stdout: top } = await run(programs.kubectl, ["--kubeconfig", kubeconfig, "top", "nodes"]);
    expect(top.trim().split("\n")).toHaveLength(7);
  });

  test("another one runs beside it, on ports of its own", async () => {
    await arboretum("up", "--name", "two", "--for", "30m", "--nodes", "3");
    const status = JSON.parse(await arboretum("status", "--format", "json")) as {
      readonly name: string;
      readonly alive: boolean;
      readonly server: string;
    }[];
    expect(status.map(({ name, alive: lives }) => [name, lives]).sort()).toEqual([
      ["one", true],
      ["two", true],
    ]);
    expect(new Set(status.map(({ server }) => server)).size).toBe(2);
  });

  test("the same name twice is refused, and nothing happens to the first", async () => {
    await expect(arboretum("up", "--name", "one")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("up already"),
    });
    expect(alive(processesOf("one"), "one").length).toBe(6);
  });

  test("nothing of it listens anywhere but on loopback", async () => {
    const pids = new Set([...processesOf("one"), ...processesOf("two")]);
    const { stdout } = await run("ss", ["-ltnp"]).catch(() => ({ stdout: "" }));
    const lines = stdout.split("\n").filter((line) => [...pids].some((pid) => line.includes(`pid=${pid},`)));
    if (stdout !== "") expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => !/\s127\.0\.0\.1:\d+\s/.test(line))).toEqual([]);
  });

  test("down leaves no process and no file, and the other one goes on", async () => {
    const pids = processesOf("one");
    expect(pids).toHaveLength(6);
    await arboretum("down", "--name", "one");
    expect(alive(pids, "one")).toEqual([]);
    expect(await mentioning("one")).toEqual([]);
    expect(existsSync(folderOf("one"))).toBe(false);
    expect(alive(processesOf("two"), "two")).toHaveLength(6);
    expect((await mentioning("two")).length).toBeGreaterThan(5);
  });

  test("when its keeper is killed its servers end, and down clears away what is left", async () => {
    const pids = processesOf("two");
    process.kill(readRecord(folderOf("two"))?.keeper ?? 0, "SIGKILL");
    expect(await nothingLives(pids, "two")).toBe(true);
    expect(await arboretum("status")).toContain("killed");
    await arboretum("down", "--name", "two");
    expect(existsSync(folderOf("two"))).toBe(false);
  });

  test("to end what is not there is no mistake", async () => {
    expect(await arboretum("down", "--name", "nobody")).toContain("There is no sandbox nobody");
  });
});

test("an `up` that is killed on its way leaves nothing behind", async () => {
  const child = spawn(process.execPath, [main, "sandbox", "up", "--name", "killed"], {
    env: environment,
    cwd: repository,
  });
  await becomesTrue(() => processesOf("killed").length > 2, { seconds: 60, every: 20 });
  const pids = processesOf("killed");
  child.kill("SIGKILL");
  expect(await nothingLives(pids, "killed")).toBe(true);
  expect(await becomesTrue(() => !existsSync(folderOf("killed")), { seconds: 40 })).toBe(true);
});

test("its time ends it", async () => {
  await arboretum("up", "--name", "brief", "--for", "30s");
  const pids = processesOf("brief");
  expect(await becomesTrue(() => !existsSync(folderOf("brief")), { seconds: 90 })).toBe(true);
  expect(alive(pids, "brief")).toEqual([]);
});

/** More processes want to run than there are processors, where one can see that. */
function isBusy(): boolean {
  try {
    return Number(readFileSync("/proc/loadavg", "utf8").split(" ")[0]) > 3;
  } catch {
    return false;
  }
}
