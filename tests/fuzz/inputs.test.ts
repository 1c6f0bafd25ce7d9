import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { inputOf } from "./inputs.ts";
import { Folder, faultOf } from "./project.ts";
import type { Found, Report, Task } from "./worker.ts";

/** A few in every run of the tests, and always the same; very many others in `npm run test:fuzz`. */
const COUNT = Number(process.env.ARBORETUM_INPUTS ?? 100);
const DEEP = process.env.ARBORETUM_INPUTS !== undefined;
const SEED = Number(process.env.ARBORETUM_SEED ?? (DEEP ? Date.now() % 2 ** 31 : 11));
const WORKERS = DEEP ? 2 : 1;

/** Whoever says nothing for so long hangs, on a busy machine too. In milliseconds. */
const PATIENCE = 90_000;

const KEPT = join(import.meta.dirname, "kept");

/** Keeps an input that was answered wrongly, so that it is tried first from then on. */
function keep({ index, why }: Found): string {
  const { file, bytes } = inputOf(SEED, index);
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  mkdirSync(join(KEPT, file), { recursive: true });
  writeFileSync(join(KEPT, file, name), bytes);
  return `${file}, input ${index} of seed ${SEED}, kept as ${file}/${name}: ${why}`;
}

/** Runs one worker over its share of the inputs. One that hangs is stopped, and its input found by its number. */
async function tried(from: number, to: number): Promise<Report> {
  const at = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { seed: SEED, from, to, at } satisfies Task,
    // A bomb that grows is as bad as one that hangs.
    resourceLimits: { maxOldGenerationSizeMb: 700 },
    execArgv: [],
  });
  let last = { index: -1, since: Date.now() };
  const stuck = (why: string): Report => {
    const index = Atomics.load(at, 0);
    return { found: [{ index, why }], slowest: { index, milliseconds: PATIENCE }, refused: 0, spent: 0 };
  };
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      const index = Atomics.load(at, 0);
      if (index !== last.index) last = { index, since: Date.now() };
      else if (Date.now() - last.since > PATIENCE) finish(stuck("It hangs."));
    }, 500);
    const finish = (report: Report) => {
      clearInterval(watch);
      void worker.terminate();
      resolve(report);
    };
    worker.once("message", finish);
    worker.once("error", (cause) => finish(stuck(`The worker ends: ${cause}`)));
  });
}

describe("what people write", () => {
  const folder = new Folder();
  afterAll(() => folder.remove());

  const files = existsSync(KEPT)
    ? readdirSync(KEPT, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    : [];
  test(`and was once answered wrongly is answered rightly now (${files.length} are kept)`, () => {
    for (const { parentPath, name } of files) {
      const bytes = readFileSync(join(parentPath, name));
      const target = parentPath.slice(KEPT.length + 1);
      expect(faultOf(folder.read(target, bytes), bytes.toString()), `${target}/${name}`).toBeUndefined();
    }
  });

  test("as it is shipped has no fault, so that a fault comes from what was changed", () => {
    const { problems, blueprints } = folder.read(
      "Pulumi.qa.yaml",
      readFileSync(join(folder.root, "Pulumi.qa.yaml")),
    );
    expect(problems).toEqual([]);
    expect(blueprints).toBe(2);
  });

  test(
    `whatever it is, ${COUNT} times: no crash, no hang, no trace, and a reason wherever it is refused`,
    async () => {
      const share = Math.ceil(COUNT / WORKERS);
      const starts = Array.from({ length: WORKERS }, (_, index) => index * share);
      const reports = await Promise.all(starts.map((from) => tried(from, Math.min(from + share, COUNT))));
      const found = reports.flatMap((report) => report.found);
      expect(found.slice(0, 20).map(keep).join("\n")).toBe("");
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
    DEEP ? 3_600_000 : 300_000,
  );
});
