import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Rendering } from "../../../src/render/rendering.ts";
import type { Case } from "../generate/case.ts";
import { type Grown, property } from "../property.ts";

/** A digest of each resource, so that a difference is shown by its name. */
const digests = ({ resources, outputs }: Rendering) => ({
  ...Object.fromEntries(
    resources.map((one) => [one.urn, createHash("sha256").update(JSON.stringify(one)).digest("hex")]),
  ),
  outputs: JSON.stringify(outputs),
});

const urns = ({ resources }: Rendering) => resources.map(({ urn }) => urn).sort();

/** The same data with the keys of every mapping the other way round. Lists keep their order: there it may mean something. */
function turned(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(turned);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .reverse()
      .map(([key, child]) => [key, turned(child)]),
  );
}

function rendersWithoutAProblem({ rendering }: Grown) {
  expect(rendering.problems).toEqual([]);
  expect(rendering.resources.length).toBeGreaterThan(20);
}

async function rendersTheSameTwice({ one, rendering, render }: Grown) {
  expect(digests(await render(one))).toEqual(digests(rendering));
}

async function ignoresTheOrderOfWhatIsWritten({ one, rendering, render }: Grown) {
  const { add, remove, own } = one.applications;
  const other: Case = {
    ...one,
    sections: turned(one.sections) as Case["sections"],
    applications: {
      add: add.toReversed(),
      remove: remove.toReversed(),
      ...(own ? { own: own.toReversed() } : {}),
    },
  };
  expect(digests(await render(other))).toEqual(digests(rendering));
}

async function previewsTheSameResources({ one, rendering, render }: Grown) {
  const preview = await render(one, "preview");
  expect(preview.problems).toEqual([]);
  expect(urns(preview)).toEqual(urns(rendering));
}

export const rendering = [
  property("Every right configuration renders.", rendersWithoutAProblem),
  property("Rendered again it is the same to the last byte.", rendersTheSameTwice, true),
  property("The order of keys and of applications changes nothing.", ignoresTheOrderOfWhatIsWritten, true),
  property("A preview registers exactly the resources that an update has.", previewsTheSameResources, true),
];
