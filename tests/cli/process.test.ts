import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project, repository } from "./project.ts";

const main = join(repository, "src/cli/main.js");

const start = (argv: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [main, ...argv], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });

/** What takes longer than a second says what it does, and on a busy machine that is anything. */
const withoutProgress = (stderr: string): string => stderr.replace(/^.* …\n/gm, "");

test("a real process ends with the code of its command", () => {
  const root = project();
  const { status, stdout, stderr } = start(["check", "platform"], root);
  expect({ status, stdout }).toEqual({ status: 0, stdout: "platform: No problems.\n" });
  expect(withoutProgress(stderr)).toBe("");
  expect(start(["chekc"], root)).toMatchObject({ status: 2, stdout: "" });
  const broken = project({ "Pulumi.platform.yaml": "config: [" });
  expect(start(["check", "platform"], broken).status).toBe(1);
});

test("a program that is not there keeps nobody waiting", () => {
  const began = Date.now();
  const { status, stderr } = start(["state", "qa", "--save", "vault"], project(), { PATH: "/nowhere" });
  expect({ status, said: withoutProgress(stderr) }).toEqual({
    status: 1,
    said: "Nothing was saved. Of pulumi: it is not on the PATH.\n",
  });
  expect(Date.now() - began).toBeLessThan(15_000);
});

test("a reader that has seen enough ends the command quietly", () => {
  const line = `"${process.execPath}" "${main}" matrix --format json | head -c 10`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", `set -o pipefail; ${line}`], {
    cwd: repository,
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{\n  "deplo', stderr: "" });
});

test("a mistake of ours is one sentence, and its trace is there for who asks", async () => {
  const { run } = await import("../../src/cli/run.ts");
  const said: string[] = [];
  const io = {
    out: () => {
      throw new Error("the disk is full");
    },
    err: (text: string) => said.push(text),
    cwd: repository,
    terminal: { out: false, err: false },
    now: () => new Date(0),
  };
  expect(await run(["matrix"], { ...io, environment: {} })).toBe(1);
  expect(await run(["matrix"], { ...io, environment: { ARBORETUM_DEBUG: "1" } })).toBe(1);
  expect(said[0]).toBe(
    "This should not have happened: the disk is full\nSet ARBORETUM_DEBUG=1 to see where.\n",
  );
  expect(said[1]).toMatch(/the disk is full\n\s+at /);
});

test("a second start strips no types: the first left that, and all that is compiled, in the cache", () => {
  const root = project();
  const says = `process.on("exit", () => console.error(process.moduleLoadList.some((name) => /amaro/.test(name)) ? "strips" : "reads"));`;
  const { NODE_COMPILE_CACHE: _, ...environment } = process.env;
  const starts = () =>
    spawnSync(process.execPath, ["--import", `data:text/javascript,${says}`, main, "--version"], {
      encoding: "utf8",
      env: { ...environment, TMPDIR: root },
    }).stderr;
  expect([starts(), starts()]).toEqual(["strips\n", "reads\n"]);
});

test("with ARBORETUM_TIMINGS a preview says where its time goes", () => {
  const { stderr, status } = start(["preview", "platform"], project(), { ARBORETUM_TIMINGS: "1" });
  expect(status).toBe(0);
  expect(withoutProgress(stderr)).toMatch(/^load \d+ ms {2}compose \d+ ms .* total \d+ ms {2}peak \d+ MB\n$/);
});

test("an old Node is told what it is too old for", async () => {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });";
  const script = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", script, main, "preview"], {
    cwd: repository,
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^Arboretum needs Node [^\n]*\n$/);
});
