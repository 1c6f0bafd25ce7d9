import { expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { bytesOf } from "../../src/vocabulary/quantity.ts";
import { isInstance } from "../../src/vocabulary/store.ts";
import { fewest, most } from "../../src/vocabulary/workload.ts";
import { blueprintOf, shipped } from "../house.ts";

const deployments = [...(shipped.map?.deployments.keys() ?? [])];
const stages = [...(shipped.map?.stages.keys() ?? [])];

/** How much of what a deployment is in one stage, and how careful it is with it. */
const weights = ({ services, stores, namespaces, secrets }: DeploymentBlueprint) =>
  Object.fromEntries([
    ...services
      .flatMap(({ web, workers }) => [...(web ? [web] : []), ...workers])
      .flatMap(({ name, scaling }) => [
        [`${name}: pods at least`, fewest(scaling)],
        [`${name}: pods at most`, most(scaling)],
      ]),
    ...stores.filter(isInstance).flatMap(({ name, resources, volume }) => [
      [`${name}: memory`, bytesOf(resources.memory.request)],
      [`${name}: disk`, volume === undefined ? 0 : bytesOf(volume.size)],
      [`${name}: is kept`, Number(volume?.keep ?? true)],
    ]),
    ...services
      .filter(({ kind }) => kind === "backup")
      .flatMap(({ schedules }) => [["backups: what is done by the clock", schedules.length]]),
    ["namespaces that are kept", namespaces.filter(({ keep }) => keep).length],
    ["secrets that are kept", secrets.filter(({ keep }) => keep).length],
  ]);

const stackOf = (deployment: string, stage: string) =>
  deployment === shipped.map?.default?.deployment ? stage : `${deployment}.${stage}`;

test.each(deployments)(
  "no later stage of %s runs less, or is more careless, than an earlier one",
  (deployment) => {
    const run = stages.filter((stage) => shipped.stacks.includes(stackOf(deployment, stage)));
    const all = run.map((stage) => {
      const blueprint = blueprintOf(compose(shipped, stackOf(deployment, stage)));
      if (blueprint.kind !== "deployment") throw new Error(`${stage} is no deployment`);
      return weights(blueprint);
    });
    expect(all.length).toBeGreaterThan(1);
    for (const [index, later] of all.slice(1).entries()) {
      const earlier = all[index] ?? {};
      const less = Object.keys(earlier).filter((name) => (later[name] ?? 0) < (earlier[name] ?? 0));
      expect(less, run[index + 1]).toEqual([]);
    }
  },
);
