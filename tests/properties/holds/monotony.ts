import { expect } from "vitest";
import type { DeploymentBlueprint } from "../../../src/blueprint/model.ts";
import { bytesOf, millicoresOf } from "../../../src/vocabulary/quantity.ts";
import { fewest, most } from "../../../src/vocabulary/workload.ts";
import { composedFrom } from "../generate/case.ts";
import type { Plain } from "../generate/repaired.ts";
import { type Grown, property } from "../property.ts";

const PROFILES = ["ci", "small", "medium", "large"] as const;

const sizesOf = ({ services, namespaces }: DeploymentBlueprint): Readonly<Record<string, number>> =>
  Object.fromEntries([
    ...services
      .flatMap(({ web, workers }) => [...(web ? [web] : []), ...workers])
      .flatMap(({ name, scaling, pod, processes }) => [
        [`${name} at least`, fewest(scaling)],
        [`${name} at most`, most(scaling)],
        [`${name} processes`, processes],
        [`${name} cpu`, millicoresOf(pod.resources.cpu.request)],
        [`${name} memory`, bytesOf(pod.resources.memory.request)],
      ]),
    ...namespaces.flatMap(({ name, quota }) => [
      [`${name} cpu`, millicoresOf(quota.cpu)],
      [`${name} memory`, bytesOf(quota.memory)],
      [`${name} pods`, quota.pods],
    ]),
  ]);

const smaller = (before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) =>
  Object.keys(before).filter((name) => (after[name] ?? 0) < (before[name] ?? 0));

/** The same with a database that is large enough for the largest. */
function withRoom(sections: Plain): Plain {
  const { mysql, ...others } = (sections.stores ?? {}) as Plain;
  return { ...sections, stores: { ...others, mysql: { ...(mysql as Plain), maxConnections: 100_000 } } };
}

function aLargerProfileIsNowhereSmaller({ one }: Grown) {
  const scale = structuredClone((one.sections.scale ?? {}) as Plain);
  // A lower bound of one's own may be above the upper bound of a small profile.
  for (const service of Object.values(scale)) {
    if (typeof service === "object") delete (service as Plain).replicas;
  }
  const roomy = {
    ...withRoom(one.sections),
    cluster: { ...(one.sections.cluster as Plain), platform: "platform" },
  };
  // What somebody says of a worker that only a larger profile has may be refused there.
  const sizes = PROFILES.flatMap((profile) => {
    const sections = { ...roomy, scale: { ...scale, profile } };
    const { blueprint } = composedFrom({ ...one, sections });
    return blueprint?.kind === "deployment" ? [sizesOf(blueprint)] : [];
  });
  expect(sizes.length).toBeGreaterThan(0);
  for (const [index, size] of sizes.slice(1).entries()) {
    expect(smaller(sizes[index] ?? {}, size)).toEqual([]);
  }
}

export const monotony = [
  property("A larger profile asks for less of nothing.", aLargerProfileIsNowhereSmaller, true),
];
