import { expect } from "vitest";
import { composedFrom, STAGES } from "../generate/case.ts";
import { type Grown, property } from "../property.ts";

const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

function everyObjectHasAValidNameOfItsOwn({ objects }: Grown) {
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(objects.map(({ metadata }) => metadata.name ?? "").filter((name) => !LABEL.test(name))).toEqual([]);
}

/** Names of namespaces, databases, volumes and hosts inside: nothing of one stage may lead into another. */
function saysNothingOfAnotherStage({ one, blueprint, objects }: Grown) {
  const others = STAGES.filter((stage) => stage !== one.stage);
  const theirs = others.flatMap((stage) => {
    const { blueprint: other } = composedFrom({ ...one, stage });
    // The last stage asks for more, such as how long grades are kept.
    return other?.kind === "deployment" ? other.namespaces.map(({ name }) => name) : [];
  });
  const text = JSON.stringify([blueprint, objects.map(({ whole }) => whole)]);
  expect(theirs.filter((name) => text.includes(name))).toEqual([]);
  expect(theirs.length).toBeGreaterThan(0);
}

function noBucketIsOfTwoStages({ one, blueprint }: Grown) {
  const { prefix } = (one.sections.objectStorage ?? {}) as { prefix?: string };
  // Whoever says how the names begin says it for this stack alone.
  if (prefix !== undefined) return;
  const own = new Set(blueprint.buckets.map(({ name }) => name));
  const shared = STAGES.filter((stage) => stage !== one.stage).flatMap((stage) => {
    const { blueprint: other } = composedFrom({ ...one, stage });
    return other?.kind === "deployment" ? other.buckets.filter(({ name }) => own.has(name)) : [];
  });
  expect(shared.map(({ name }) => name)).toEqual([]);
  expect(own.size).toBe(blueprint.buckets.length);
}

function nobodyAnswersForAnother({ blueprint }: Grown) {
  const places = blueprint.hosts.flatMap(({ host, paths = ["/*"] }) =>
    paths.map((path) => `${host.toLowerCase()}${path}`),
  );
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
}

export const names = [
  property(
    "No two objects share a name, and each is one that Kubernetes takes.",
    everyObjectHasAValidNameOfItsOwn,
  ),
  property("A stage says nothing of the namespaces of another.", saysNothingOfAnotherStage, true),
  property("No bucket is one of another stage, unless somebody says its name.", noBucketIsOfTwoStages, true),
  property("No two parts answer under the same path of one host.", nobodyAnswersForAnother),
];
