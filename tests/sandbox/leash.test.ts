import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { leash } from "../../sandbox/leash.ts";
import { becomesTrue } from "../../sandbox/waiting.ts";
import { repository } from "../cli/project.ts";

const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "arboretum-leash-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const unix = process.platform !== "win32";

test.runIf(unix)("a program on a leash ends when whoever holds it is killed", async () => {
  const log = join(scratch(), "log");
  const module = join(repository, "sandbox/leash.ts");
  const holder = spawn(process.execPath, [
    "--input-type=module",
    "--eval",
    `const { leash } = await import(${JSON.stringify(module)});
     const { pid } = await leash("sleep", ["60"], ${JSON.stringify(log)});
     console.log(pid);`,
  ]);
  const pid = await new Promise<number>((resolve) => {
    holder.stdout.once("data", (text) => resolve(Number(text)));
  });
  expect(lives(pid)).toBe(true);
  holder.kill("SIGKILL");
  expect(await becomesTrue(() => !lives(pid), { seconds: 20 })).toBe(true);
});

test.runIf(unix)("one hears how it ended, and reads what it said", async () => {
  const log = join(scratch(), "log");
  const { ended } = await leash("sh", ["-c", "echo spoken; echo louder >&2; exit 7"], log);
  expect(await ended).toBe(7);
  expect(readFileSync(log, "utf8")).toBe("spoken\nlouder\n");
});

test.runIf(unix)("arguments arrive as they are", async () => {
  const log = join(scratch(), "log");
  const { ended } = await leash("printf", ["%s|", "a b", "$HOME", "'\""], log);
  await ended;
  expect(readFileSync(log, "utf8")).toBe("a b|$HOME|'\"|");
});

test.runIf(unix)("a program that is not there ends at once", async () => {
  const { ended } = await leash("/nowhere/at/all", [], join(scratch(), "log"));
  expect(await ended).toBe(127);
});
