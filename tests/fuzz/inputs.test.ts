import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { inputOf } from "./inputs.ts";
import { copies, faultOf, type ProjectName } from "./project.ts";
import type { Found, Report, Task } from "./worker.ts";

/** A few in every run of the tests, and always the same; very many others in `npm run test:fuzz`. */
const COUNT = Number(process.env.ARBORETUM_INPUTS ?? 100);
const DEEP = process.env.ARBORETUM_INPUTS !== undefined;
const SEED = Number(process.env.ARBORETUM_SEED ?? (DEEP ? Date.now() % 2 ** 31 : 11));
const WORKERS = DEEP ? 2 : 1;

/** Whoever says nothing for so long hangs, on a busy machine too. In milliseconds. */
const PATIENCE = 90_000;

/** An input takes some tens of milliseconds, and a busy machine has more to do. */
const LONGEST_ON_AVERAGE = 500;

const KEPT = join(import.meta.dirname, "kept");

/** Keeps an input that was answered wrongly, so that it is tried first from then on. */
function keep({ index, why }: Found): string {
  const { project, file, bytes } = inputOf(SEED, index);
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const folder = join(project, file);
  mkdirSync(join(KEPT, folder), { recursive: true });
  writeFileSync(join(KEPT, folder, name), bytes);
  return `${file}, input ${index} of seed ${SEED}, kept as ${folder}/${name}: ${why}`;
}

/** How far the workers are, for whoever waits. */
const EVERY_SO_OFTEN = 60_000;
const said = { tried: 0, wrong: 0, at: Date.now() };
function progress(count: number): void {
  said.tried += count;
  if (!DEEP || Date.now() - said.at < EVERY_SO_OFTEN) return;
  said.at = Date.now();
  process.stderr.write(`${said.tried} of ${COUNT} inputs of seed ${SEED}, ${said.wrong} answered wrongly\n`);
}

/** Every input that was answered wrongly, kept as soon as it is known. */
const wrong: string[] = [];
function hear(found: Found): void {
  said.wrong++;
  const words = keep(found);
  wrong.push(words);
  if (DEEP) process.stderr.write(`${words}\n`);
}

/** Runs one worker over its share of the inputs. One that hangs or ends is stopped, and another goes on behind that input. */
async function tried(from: number, to: number): Promise<readonly Report[]> {
  if (from >= to) return [];
  const at = new Int32Array(new SharedArrayBuffer(4));
  at[0] = from;
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { seed: SEED, from, to, at } satisfies Task,
    // A bomb that grows is as bad as one that hangs.
    resourceLimits: { maxOldGenerationSizeMb: 700 },
    execArgv: [],
  });
  const ended = await new Promise<Report | Found>((resolve) => {
    let last = { index: from, since: Date.now() };
    const stuck = (why: string) => resolve({ index: Atomics.load(at, 0), why });
    const watch = setInterval(() => {
      const index = Atomics.load(at, 0);
      progress(index - last.index);
      if (index !== last.index) last = { index, since: Date.now() };
      else if (Date.now() - last.since > PATIENCE) stuck("It hangs.");
    }, 500);
    worker.on("message", (message: Report | Found) => ("why" in message ? hear(message) : resolve(message)));
    worker.once("error", (cause) => stuck(`The worker ends: ${cause}`));
    worker.once("exit", () => clearInterval(watch));
  });
  await worker.terminate();
  if (!("why" in ended)) return [ended];
  hear(ended);
  return tried(ended.index + 1, to);
}

describe("what people write", () => {
  const projects = copies();
  afterAll(() => projects.remove());

  const files = existsSync(KEPT)
    ? readdirSync(KEPT, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    : [];
  test(`and was once answered wrongly is answered rightly now (${files.length} are kept)`, () => {
    for (const { parentPath, name } of files) {
      const bytes = readFileSync(join(parentPath, name));
      const [project, ...path] = parentPath.slice(KEPT.length + 1).split("/");
      const answer = projects[project as ProjectName].read(path.join("/"), bytes);
      expect(faultOf(answer, bytes.toString()), `${parentPath}/${name}`).toBeUndefined();
    }
  });

  test("as it is shipped has no fault, so that a fault comes from what was changed", () => {
    const { problems, blueprints } = projects.shipped.asItIs();
    expect(problems).toEqual([]);
    expect(blueprints).toBe(2);
  });

  test(
    `whatever it is, ${COUNT} times: no crash, no hang, no trace, and a reason wherever it is refused`,
    async () => {
      const share = Math.ceil(COUNT / WORKERS);
      const starts = Array.from({ length: WORKERS }, (_, index) => index * share);
      const shares = starts.map((from) => tried(from, Math.min(from + share, COUNT)));
      const reports = (await Promise.all(shares)).flat();
      expect(wrong.slice(0, 20).join("\n")).toBe("");
      // Most are refused and some are not: otherwise they would be too tame, or too wild to get anywhere.
      const refused = reports.reduce((total, one) => total + one.refused, 0) / COUNT;
      expect(refused).toBeGreaterThan(0.4);
      expect(refused).toBeLessThan(0.98);
      if (!DEEP) return;
      const slowest = reports.map((one) => one.slowest).sort((a, b) => b.milliseconds - a.milliseconds)[0];
      const each = reports.reduce((total, { spent }) => total + spent, 0) / COUNT;
      process.stdout.write(
        `${COUNT} inputs of seed ${SEED}: ${Math.round(refused * 100)} % refused; ${each.toFixed(1)} ms of a processor each; the slowest took ${Math.round(slowest?.milliseconds ?? 0)} ms (input ${slowest?.index}).\n`,
      );
    },
    PATIENCE + COUNT * LONGEST_ON_AVERAGE,
  );
});
