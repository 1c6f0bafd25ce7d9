import { expect, test } from "vitest";
import { ground } from "./ground.ts";
import { identitiesIn, identitiesOf, ours } from "./objects.ts";
import { rendered } from "./renderings.ts";
import { begunIn } from "./said.ts";

/** `KILL_AT=40` repeats a kill that went wrong. */
const asked = process.env.KILL_AT;
const here = ground("killed");

/** Starts the update and kills it, with all that it started, when it begins its n-th creation. */
async function killedAt(stack: string, creation: number): Promise<void> {
  await here().deployer.prepare(stack);
  const begun = new Set<string>();
  const update = here().deployer.start(stack, ["up", "--yes", "--skip-preview"], {
    hear: (line) => {
      const resource = begunIn(line);
      if (resource !== undefined) begun.add(resource);
      if (begun.size === creation) update.kill();
    },
  });
  const { code, out, err } = await update.ended;
  if (code === 0) throw new Error(`The update ended before its creation number ${creation}:\n${out}${err}`);
}

test("an update that was killed at any point is finished by `recover`: nothing twice, nothing left over, no other name", async () => {
  const { resources, ...rest } = await rendered(here(), "ci");
  const creation =
    asked === undefined ? 1 + Math.floor(Math.random() * (resources.length - 1)) : Number(asked);
  const again = `KILL_AT=${creation} npm run test:engine killed repeats this kill`;
  process.stderr.write(`${again}\n`);
  await killedAt("ci", creation);

  const { code, out, err } = await here().arboretum("recover", "ci", "--run", "--yes");
  expect(code, `${again}\n${out}${err}`).toBe(0);

  const state = await here().state("ci");
  expect(state.interrupted, again).toEqual([]);
  expect(state.resources.map(({ urn }) => urn).sort(), again).toEqual(resources.map(({ urn }) => urn).sort());
  const inCluster = identitiesIn(await ours(here().cluster, { resources, ...rest }));
  expect(inCluster, again).toEqual(identitiesOf(resources));
});
