import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { check } from "../../src/policies/check.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { blueprintOf, projectOf, rendered } from "../house.ts";
import { type Sections, sections, turned } from "./configurations.ts";

const RUNS = 20;

/** Releases that are published: the images of the rolling one are built by whoever runs it. */
const releases = [...supportedReleases.values()].filter(
  ({ use, rolling }) => use === "deployable" && !rolling,
);

const configuration = fc.record({
  release: fc.constantFrom(...releases.map(({ name }) => name)),
  stage: fc.constantFrom("ci", "qa", "production"),
  sections,
});

const written = (data: Sections) =>
  JSON.stringify({
    config: Object.fromEntries(Object.entries(data).map(([name, section]) => [`arboretum:${name}`, section])),
  });

const composition = (stage: string, release: string, data: Sections) =>
  compose(projectOf({ [`Pulumi.${stage}.yaml`]: written(data) }, release), stage);

/** A digest of each resource, so that a difference is shown by its name. */
const digests = ({ resources, outputs }: Rendering) => ({
  ...Object.fromEntries(
    resources.map((one) => [one.urn, createHash("sha256").update(JSON.stringify(one)).digest("hex")]),
  ),
  outputs: JSON.stringify(outputs),
});

const urns = ({ resources }: Rendering) => resources.map(({ urn }) => urn).sort();

/** What anybody may read: all resources but Secrets and what makes the values in them. */
const open = ({ resources, outputs }: Rendering) =>
  JSON.stringify([
    outputs,
    resources.filter(({ type }) => !/^(?:kubernetes:core\/v1:Secret|random:|tls:)/.test(type)),
  ]);

test("every right configuration renders, the same every time and in every order of keys, and all rules hold", async () => {
  await fc.assert(
    fc.asyncProperty(configuration, async ({ release, stage, sections }) => {
      const one = composition(stage, release, sections);
      expect(one.problems).toEqual([]);
      const rendering = await rendered(one);
      expect(rendering.problems).toEqual([]);
      expect(check(rendering, blueprintOf(one))).toEqual([]);
      expect(open(rendering)).not.toMatch(/standin[A-Za-z0-9]{8}|not-a-secret|PRIVATE KEY/);

      const again = await rendered(composition(stage, release, sections));
      expect(digests(again)).toEqual(digests(rendering));
      const other = await rendered(composition(stage, release, turned(sections) as Sections));
      expect(digests(other)).toEqual(digests(rendering));

      const preview = await rendered(one, "preview");
      expect(preview.problems).toEqual([]);
      expect(urns(preview)).toEqual(urns(rendering));
    }),
    { numRuns: RUNS },
  );
});
