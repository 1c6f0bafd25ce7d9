import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { deploy } from "../../sandbox/deploy.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { identitiesIn, identitiesOf, ours } from "../engine/objects.ts";
import { rendered, shipped } from "../house.ts";
import { foreignDefinitions, ground } from "./ground.ts";

const sandbox = ground("killed");

const KILLS = 3;
const SEED = Number(process.env.ARBORETUM_SEED ?? Date.now() % 1_000_000);

/** The same numbers, from 0 to 1, for the same seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    // https://en.wikipedia.org/wiki/Linear_congruential_generator, the numbers of Numerical Recipes.
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** The command itself, in a process of its own: one that can be killed. */
function deployingCi(): ChildProcess {
  const words = ["sandbox", "deploy", "ci", "--name", sandbox().name, "--patience", "5m"];
  return spawn(process.execPath, [join("src", "cli", "main.js"), ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const said = { out: "", err: "" };
  child.stdout?.on("data", (text: Buffer) => {
    said.out += text.toString();
  });
  child.stderr?.on("data", (text: Buffer) => {
    said.err += text.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, ...said };
}

/** Kills it a moment after it has begun with the wave in which so much of all waves is behind it; `false` where it was done before. */
async function killedIn(child: ChildProcess, part: number, milliseconds: number): Promise<boolean> {
  const end = ended(child);
  const isThere = (text: string) =>
    [...text.matchAll(/wave (\d+) of (\d+)/g)].some(([, wave, of]) => Number(wave) > part * Number(of));
  await new Promise<void>((resolve) => {
    child.stderr?.on("data", (text: Buffer) => {
      if (isThere(text.toString())) resolve();
    });
    end.then(() => resolve());
  });
  await sleep(milliseconds);
  child.kill("SIGKILL");
  return (await end).code === null;
}

test("an update that is killed anywhere is finished by the next one, and leaves nothing behind", async () => {
  const { cluster } = sandbox();
  process.stderr.write(`ARBORETUM_SEED=${SEED} repeats these kills\n`);
  await deploy(cluster, await rendered(compose(shipped, "platform")), { definitions: foreignDefinitions() });
  const next = chance(SEED);
  for (let kill = 0; kill < KILLS; kill += 1)
    expect(await killedIn(deployingCi(), next() * 0.9, next() * 500)).toBe(true);
  const finished = await ended(deployingCi());
  expect(finished.err).not.toContain("stopped");
  expect(finished.code).toBe(0);
  const again = await ended(deployingCi());
  expect(again.out).toMatch(/^(\d+) objects in \d+ waves after [\d.]+ s: \1 unchanged\.$/m);
  const rendering = await rendered(compose(shipped, "ci"));
  const there = identitiesIn(await ours(cluster, rendering));
  const isOfCi = (identity: string) => identity.includes("academy-ci");
  expect(there.filter(isOfCi)).toEqual(identitiesOf(rendering.resources).filter(isOfCi));
});
